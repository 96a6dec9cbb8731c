package pgoutput

import "copydb/catalog"

// CommitPrepared: a prepared transaction has committed.
type CommitPrepared struct {
	LSN  catalog.LSN // where the commit record begins
	End  catalog.LSN // behind the commit record
	Time Micros
	XID  XID
	GID  string
}

// Kind is KindCommitPrepared.
func (*CommitPrepared) Kind() Kind { return KindCommitPrepared }

func (m *CommitPrepared) decode(c *cursor) {
	c.zero() // flags
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
	m.XID = c.xid()
	m.GID = c.string()
}
