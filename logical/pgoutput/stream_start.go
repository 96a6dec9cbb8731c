package pgoutput

// StreamStart opens a segment of a transaction that has not committed yet.
type StreamStart struct {
	XID XID
	// First: it is the transaction's first segment in this session. Earlier ones are to be forgotten.
	First bool
}

// Kind is KindStreamStart.
func (*StreamStart) Kind() Kind { return KindStreamStart }

func (m *StreamStart) decode(c *cursor, inSegment bool) {
	if inSegment {
		c.fail(ErrOutOfPlace)
	}
	m.XID = c.xid()
	first := c.uint8()
	if first > 1 {
		c.at--
		c.fail(ErrBadField)
	}
	m.First = first == 1
}
