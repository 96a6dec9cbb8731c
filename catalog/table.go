package catalog

import "github.com/jackc/pgx/v5"

// Table is an ordinary or a partitioned table. Its columns, constraints, indexes and parents are facts of their own, bound
// to it by OID.
type Table struct {
	*TableNature
	tableSelf
}

// tableSelf is what a table has of its own.
type tableSelf struct {
	OID       OID
	Type      OID  // its row type
	ArrayType OID  // the array over its row type, 0 where there is none
	Empty     bool // it has no row that the snapshot shows, or had one; where not, it may be empty all the same
	Name
	Bound string  // of a partition, FOR VALUES … or DEFAULT as the server prints it, else ""
	Pages int64   // relpages, of itself alone
	Rows  float64 // reltuples, -1 where never analyzed
	Bytes int64   // estimated size of heap and TOAST, from relpages alone
}

// TableNature is what many tables of a database have in common. They share it, and nobody changes it.
type TableNature struct {
	tableTraits
	Options []string // reloptions, name=value; those of its TOAST table begin with "toast."
}

type tableTraits struct {
	OfType           string // of a typed table, the type as SQL, else ""
	PartitionKey     string // PARTITION BY as the server prints it, else ""
	AccessMethod     string // where it is not the default of the server ("heap"), else ""
	Tablespace       string // where it is not the database's, else ""
	ReplicaIdentity  string // d default, n nothing, f full, i index
	Partitioned      bool
	Unlogged         bool
	RowSecurity      bool
	ForceRowSecurity bool
}

// BareTable returns a table of which no more is known.
func BareTable(oid OID, name Name, partitioned bool) Table {
	return Table{&TableNature{tableTraits: tableTraits{Partitioned: partitioned}}, tableSelf{OID: oid, Name: name}}
}

// intoTables collects tables.
func intoTables(tables *[]Table) func(pgx.Rows) error {
	type row struct {
		TableNature
		tableSelf
	}
	shared := natures[tableTraits, TableNature]{}
	return func(rows pgx.Rows) (err error) {
		*tables, err = collectAs(rows, func(r *row) Table {
			return Table{shared.of(r.tableTraits, &r.TableNature, len(r.Options) > 0), r.tableSelf}
		})
		return err
	}
}
