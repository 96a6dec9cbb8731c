package pgoutput

import "copydb/catalog"

// Origin follows the Begin, or the StreamStart of the first segment, of a transaction that another server's replication
// brought to the source.
type Origin struct {
	LSN  catalog.LSN // of the commit on the origin; 0 in a segment
	Name string
}

// Kind is KindOrigin.
func (*Origin) Kind() Kind { return KindOrigin }

func (m *Origin) decode(c *cursor) {
	m.LSN = c.lsn()
	m.Name = c.string()
}
