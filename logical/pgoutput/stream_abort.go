package pgoutput

import "copydb/catalog"

// StreamAbort: a transaction that came in segments, or one of its subtransactions, was rolled back.
type StreamAbort struct {
	XID XID
	// Sub is the subtransaction; XID itself if all is rolled back.
	Sub XID
	// Parallel: LSN and Time came along, as they do with streaming = parallel.
	Parallel bool
	LSN      catalog.LSN
	Time     Micros
}

// Kind is KindStreamAbort.
func (*StreamAbort) Kind() Kind { return KindStreamAbort }

func (m *StreamAbort) decode(c *cursor) {
	m.XID = c.xid()
	m.Sub = c.xid()
	m.Parallel = c.remaining() > 0
	m.LSN, m.Time = 0, 0
	if m.Parallel {
		m.LSN = c.lsn()
		m.Time = c.micros()
	}
}
