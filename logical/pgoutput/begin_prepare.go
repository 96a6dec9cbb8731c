package pgoutput

import "copydb/catalog"

// BeginPrepare opens a transaction that has been prepared on the source.
type BeginPrepare struct {
	LSN  catalog.LSN // of the PREPARE
	End  catalog.LSN // behind its record
	Time Micros
	XID  XID
	GID  string
}

// Kind is KindBeginPrepare.
func (*BeginPrepare) Kind() Kind { return KindBeginPrepare }

func (m *BeginPrepare) decode(c *cursor) {
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
	m.XID = c.xid()
	m.GID = c.string()
}
