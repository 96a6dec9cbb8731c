package pgoutput

import "copydb/catalog"

// Commit ends a transaction.
type Commit struct {
	LSN catalog.LSN // where the commit record begins
	// End is behind the commit record: what is acknowledged, and where a stream restarts.
	End  catalog.LSN
	Time Micros
}

// Kind is KindCommit.
func (*Commit) Kind() Kind { return KindCommit }

func (m *Commit) decode(c *cursor) {
	c.zero() // flags
	m.LSN = c.lsn()
	m.End = c.lsn()
	m.Time = c.micros()
}
