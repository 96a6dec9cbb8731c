package pgoutput

import "copydb/catalog"

// Prepare ends a transaction that has been prepared.
type Prepare struct {
	LSN  catalog.LSN // of the PREPARE
	End  catalog.LSN // behind its record
	Time Micros
	XID  XID
	GID  string
}

// Kind is KindPrepare.
func (*Prepare) Kind() Kind { return KindPrepare }

func (m *Prepare) decode(c *cursor) {
	c.zero() // flags
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
	m.XID = c.xid()
	m.GID = c.string()
}
