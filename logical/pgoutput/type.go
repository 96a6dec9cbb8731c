package pgoutput

// Type names a user-defined type that a Relation's column has. A domain comes with the name of the type beneath it (proto.c,
// logicalrep_write_typ).
type Type struct {
	Segment XID // the transaction that the message came in, if in a segment
	ID      uint32
	// Schema is empty for pg_catalog.
	Schema, Name string
}

// Kind is KindType.
func (*Type) Kind() Kind { return KindType }

func decodeType(c *cursor, inSegment bool) *Type {
	return &Type{Segment: c.segmentXID(inSegment), ID: c.uint32(), Schema: c.string(), Name: c.string()}
}
