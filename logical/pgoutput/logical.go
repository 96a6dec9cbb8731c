package pgoutput

import "copydb/catalog"

// Logical is what pg_logical_emit_message wrote.
type Logical struct {
	// XID is the transaction, if in a segment: the top one, even if a subtransaction wrote it.
	XID XID
	// Transactional: it belongs to the transaction around it. Others come at once, and come even if that aborts.
	Transactional bool
	// LSN is the end of the message's record: what pg_logical_emit_message returned.
	LSN     catalog.LSN
	Prefix  string
	Content []byte // a part of the message
}

// Kind is KindLogical.
func (*Logical) Kind() Kind { return KindLogical }

func (m *Logical) decode(c *cursor, inSegment bool) {
	m.XID = c.segmentXID(inSegment)
	flags := c.uint8()
	if flags > 1 {
		c.at--
		c.fail(ErrBadField)
	}
	m.Transactional = flags == 1
	m.LSN = c.lsn()
	m.Prefix = c.string()
	m.Content = c.take(int(c.uint32()))
}
