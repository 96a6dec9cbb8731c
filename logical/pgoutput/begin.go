package pgoutput

import "copydb/catalog"

// Begin opens a transaction that has committed on the source.
type Begin struct {
	// Final is where the commit record begins: the Commit's LSN. It orders transactions.
	Final catalog.LSN
	// Time is when it committed.
	Time Micros
	XID  XID
}

// Kind is KindBegin.
func (*Begin) Kind() Kind { return KindBegin }

func (m *Begin) decode(c *cursor) {
	m.Final = c.lsn()
	m.Time = c.micros()
	m.XID = c.xid()
}
