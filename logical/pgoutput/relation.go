package pgoutput

import "slices"

// Relation describes a table whose rows follow. It comes before the first of them in a session, and again when something
// about the table may have changed, even amid a transaction.
type Relation struct {
	Segment XID // the transaction that the message came in, if in a segment
	ID      RelationID
	// Schema is empty for pg_catalog.
	Schema, Name string
	// Identity is pg_class.relreplident: d, n, f or i.
	Identity byte
	// Columns are those that are published, in the table's order: find them by name.
	Columns []Column
}

// Column is one column of a Relation.
type Column struct {
	// Key: the column is in the replica identity. With FULL, all are.
	Key  bool
	Name string
	// Type is the type's OID on the source. User-defined ones have been described by a Type before.
	Type     uint32
	Modifier int32 // pg_attribute.atttypmod, -1 if none
}

// Kind is KindRelation.
func (*Relation) Kind() Kind { return KindRelation }

// Equal says whether both describe the same.
func (m *Relation) Equal(other *Relation) bool {
	return m.ID == other.ID && m.Schema == other.Schema && m.Name == other.Name && m.Identity == other.Identity &&
		slices.Equal(m.Columns, other.Columns)
}

const (
	columnKey  = 1     // the only flag of a column
	columnSize = 1 + 1 // a flag and a name's zero, at the least; type and modifier come on top
)

func decodeRelation(c *cursor, inSegment bool) *Relation {
	m := &Relation{
		Segment:  c.segmentXID(inSegment),
		ID:       RelationID(c.uint32()),
		Schema:   c.string(),
		Name:     c.string(),
		Identity: c.uint8(),
	}
	m.Columns = make([]Column, c.bound(int(c.uint16()), columnSize+8))
	for i := range m.Columns {
		flags := c.uint8()
		if flags&^columnKey != 0 {
			c.at--
			c.fail(ErrBadField)
		}
		m.Columns[i] = Column{
			Key:      flags&columnKey != 0,
			Name:     c.string(),
			Type:     c.uint32(),
			Modifier: int32(c.uint32()),
		}
	}
	return m
}
