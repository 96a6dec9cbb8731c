package pgoutput

// Truncate empties tables, all at once. What CASCADE reached is among them.
type Truncate struct {
	XID XID // the transaction or subtransaction, if in a segment
	// Flags are Cascade and RestartIdentity.
	Flags     TruncateFlags
	Relations []RelationID // good until the next message
}

// TruncateFlags are the options of a TRUNCATE.
type TruncateFlags byte

// The options.
const (
	Cascade         TruncateFlags = 1
	RestartIdentity TruncateFlags = 2
)

// Kind is KindTruncate.
func (*Truncate) Kind() Kind { return KindTruncate }

func (m *Truncate) decode(c *cursor, inSegment bool) {
	m.XID = c.segmentXID(inSegment)
	count := c.uint32()
	m.Flags = TruncateFlags(c.uint8())
	m.Relations = m.Relations[:0]
	for range c.bound(int(count), 4) {
		m.Relations = append(m.Relations, RelationID(c.uint32()))
	}
}
