package pgoutput

// Delete is a row that is gone.
type Delete struct {
	XID      XID // the transaction or subtransaction, if in a segment
	Relation RelationID
	// Has says what Before is: OldKey or OldRow.
	Has    Old
	Before Tuple
}

// Kind is KindDelete.
func (*Delete) Kind() Kind { return KindDelete }

func (m *Delete) decode(c *cursor, inSegment bool) {
	m.XID = c.segmentXID(inSegment)
	m.Relation = RelationID(c.uint32())
	tag := c.uint8()
	if c.err == nil && tag != tupleKey && tag != tupleOld {
		c.at--
		c.fail(ErrBadField)
	}
	m.Has = Old(tag)
	m.Before.decode(c)
}
