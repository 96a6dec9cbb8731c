package pgoutput

// Insert is a new row.
type Insert struct {
	XID      XID // the transaction or subtransaction, if in a segment
	Relation RelationID
	New      Tuple
}

// Kind is KindInsert.
func (*Insert) Kind() Kind { return KindInsert }

func (m *Insert) decode(c *cursor, inSegment bool) {
	m.XID = c.segmentXID(inSegment)
	m.Relation = RelationID(c.uint32())
	c.expect(tupleNew)
	m.New.decode(c)
}
