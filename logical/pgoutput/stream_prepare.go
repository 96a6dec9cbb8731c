package pgoutput

import "copydb/catalog"

// StreamPrepare: a transaction that came in segments has been prepared.
type StreamPrepare struct {
	LSN  catalog.LSN // of the PREPARE
	End  catalog.LSN // behind its record
	Time Micros
	XID  XID
	GID  string
}

// Kind is KindStreamPrepare.
func (*StreamPrepare) Kind() Kind { return KindStreamPrepare }

func (m *StreamPrepare) decode(c *cursor) {
	c.zero() // flags
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
	m.XID = c.xid()
	m.GID = c.string()
}
