package catalog

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Generated is how a generated column gets its value, as pg_attribute's attgenerated says it; "" for other columns.
type Generated string

// The ways of generated columns.
const (
	StoredColumn  Generated = "s"
	VirtualColumn Generated = "v" // on servers with HasVirtualColumns
)

// Identity is whether an identity column's sequence gives every value, or those that are not given; "" for other columns.
type Identity string

// The ways of identity columns.
const (
	IdentityAlways    Identity = "a"
	IdentityByDefault Identity = "d"
)

// Column is a live column of a table, a foreign table, or (there for its default, comment and options alone) of a view or
// a materialized view.
type Column struct {
	*ColumnNature
	columnSelf
}

// columnSelf is what a column has of its own.
type columnSelf struct {
	Relation   OID
	DefaultOID OID   // in pg_attrdef, 0 without a default
	Number     int16 // attnum: gaps are dropped columns
	Name       string
	Default    string // as SQL: its default, or what a generated column is generated from
}

// ColumnNature is what many columns of a database have in common. There may be a million columns: they share it, and nobody
// changes it.
type ColumnNature struct {
	columnTraits
	Options    []string // name=value
	FDWOptions []string // of a foreign table's column, name=value
}

type columnTraits struct {
	Type             string // as SQL, with its modifier
	TypeOID          OID
	NotNull          bool
	Generated        Generated // what Default means
	Identity         Identity  // its sequence is the one that it owns; a partition uses its parent's
	Collation        string    // as SQL, where it is not its type's, else ""
	Storage          string    // as SQL, where it is not its type's, else ""
	Compression      string    // pglz or lz4 where it was chosen, else ""
	StatisticsTarget int32     // -1 for the server's default
	Local            bool      // defined here, perhaps besides being inherited
	InheritCount     int32     // how many direct parents have it
	BinarySafe       bool      // its binary format means the same on another server, of this version
	Intervals        bool      // its binary format holds intervals
}

// InBinary says whether values that source sends in binary mean the same to target. Infinite intervals are odd ones to a server
// that has none, and in text an error.
func (n *ColumnNature) InBinary(source, target Server) bool {
	return n.BinarySafe && (!n.Intervals || target.HasInfiniteIntervals() || !source.HasInfiniteIntervals())
}

// Width returns the n of a column of type character(n), 0 of others.
func (c Column) Width() (n int) {
	const bpchar = 1042 // its OID, on every server
	if c.TypeOID == bpchar {
		_, _ = fmt.Sscanf(c.Type, "character(%d)", &n) // bpchar by itself has none
	}
	return n
}

// BareColumn returns a column of which no more is known than its name, or not even that.
func BareColumn(name string) Column {
	return Column{&ColumnNature{}, columnSelf{Name: name}}
}

// intoColumns collects columns.
func intoColumns(columns *[]Column) func(pgx.Rows) error {
	type row struct {
		ColumnNature
		columnSelf
	}
	shared := natures[columnTraits, ColumnNature]{}
	return func(rows pgx.Rows) (err error) {
		*columns, err = collectAs(rows, func(r *row) Column {
			rare := len(r.Options)+len(r.FDWOptions) > 0
			return Column{shared.of(r.columnTraits, &r.ColumnNature, rare), r.columnSelf}
		})
		return err
	}
}
