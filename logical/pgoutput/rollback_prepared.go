package pgoutput

import "copydb/catalog"

// RollbackPrepared: a prepared transaction was rolled back.
type RollbackPrepared struct {
	PrepareEnd   catalog.LSN // behind the record of the PREPARE
	RollbackEnd  catalog.LSN // behind the record of the rollback
	PrepareTime  Micros
	RollbackTime Micros
	XID          XID
	GID          string
}

// Kind is KindRollbackPrepared.
func (*RollbackPrepared) Kind() Kind { return KindRollbackPrepared }

func (m *RollbackPrepared) decode(c *cursor) {
	c.zero() // flags
	m.PrepareEnd = c.lsn()
	m.RollbackEnd = c.lsn()
	m.PrepareTime = c.micros()
	m.RollbackTime = c.micros()
	m.XID = c.xid()
	m.GID = c.string()
}
