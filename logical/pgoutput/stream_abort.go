package pgoutput

// StreamAbort: a transaction that came in segments, or one of its subtransactions, was rolled back.
type StreamAbort struct {
	XID XID
	// Sub is the subtransaction; XID itself if all is rolled back.
	Sub XID
}

// Kind is KindStreamAbort.
func (*StreamAbort) Kind() Kind { return KindStreamAbort }

func (m *StreamAbort) decode(c *cursor) {
	m.XID = c.xid()
	m.Sub = c.xid()
}
