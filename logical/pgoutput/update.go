package pgoutput

// What a tuple is, by the byte before it.
const (
	tupleKey = 'K'
	tupleOld = 'O'
	tupleNew = 'N'
)

// Old tells what of the row as it was came along.
type Old byte

// What came along.
const (
	// NoOld: nothing did, the new row's key is the row's key.
	NoOld Old = 0
	// OldKey: the columns of the replica identity; the others are Null, whatever they were.
	OldKey Old = tupleKey
	// OldRow: the whole row, as REPLICA IDENTITY FULL has it.
	OldRow Old = tupleOld
)

// Update is a row that changed.
type Update struct {
	XID      XID // the transaction or subtransaction, if in a segment
	Relation RelationID
	// Has says what Before is. A key comes when it changed, and when one of its values is stored out of line.
	Has    Old
	Before Tuple
	New    Tuple
}

// Kind is KindUpdate.
func (*Update) Kind() Kind { return KindUpdate }

func (m *Update) decode(c *cursor, inSegment bool) {
	m.XID = c.segmentXID(inSegment)
	m.Relation = RelationID(c.uint32())
	m.Has, m.Before = NoOld, Tuple{}
	tag := c.uint8()
	if tag == tupleKey || tag == tupleOld {
		m.Has = Old(tag)
		m.Before.decode(c)
		tag = c.uint8()
	}
	if c.err == nil && tag != tupleNew {
		c.at--
		c.fail(ErrBadField)
	}
	m.New.decode(c)
}
