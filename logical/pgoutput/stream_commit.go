package pgoutput

import "copydb/catalog"

// StreamCommit: a transaction that came in segments has committed.
type StreamCommit struct {
	XID  XID
	LSN  catalog.LSN // where the commit record begins
	End  catalog.LSN // behind the commit record
	Time Micros
}

// Kind is KindStreamCommit.
func (*StreamCommit) Kind() Kind { return KindStreamCommit }

func (m *StreamCommit) decode(c *cursor) {
	m.XID = c.xid()
	c.zero() // flags
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
}
