package drift

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// What ALTER TABLE does to the rows that are there already is not in the stream. It is known by its traces:
//
//   - A column that is dropped and added again has another number.
//   - Rows that were written anew are in another file. So they are after TRUNCATE, VACUUM FULL and CLUSTER, which change no values;
//     but then no column's definition is another one.
//   - Where a column that is added gives all rows one value, the rows are left alone: the catalogs keep it. They keep it on the
//     target too, where the same statement was given.

// Rewritten says what has happened to the rows of a table that comes by the stream, and did not come, "" for nothing.
func (s *Shapes) Rewritten(oid catalog.OID) string {
	table := s.hereByOID[oid]
	if table == nil || table.File == 0 || s.Fate(oid) != Streamed {
		return ""
	}
	built, found := s.Built[s.known[oid].Name]
	if !found {
		return ""
	}
	there, moved := s.thereByName[s.nameOf(oid)], table.File != built.File
	for _, column := range table.Columns {
		before := built.Numbered(column.Number)
		switch {
		case before == nil && built.Named(column.Name):
			return fmt.Sprintf("column %s was dropped and added again on the source", column.Name)
		case before == nil && !column.Generated && (moved || !s.fillsAlike(there, column)):
			return fmt.Sprintf("column %s was added on the source, with values in the rows that are there", column.Name)
		case before != nil && moved && before.Version != column.Version:
			return fmt.Sprintf("its rows were written anew on the source, and column %s is defined anew", column.Name)
		}
	}
	return ""
}

// RewrittenThere says the same of a table of the target.
func (s *Shapes) RewrittenThere(name catalog.Name) string {
	if table := s.hereByThere[name]; table != nil {
		return s.Rewritten(table.OID)
	}
	return ""
}

// fillsAlike says whether the target's rows have the same value as the source's of a column that came later. One that the target
// does not have yet may come to.
func (s *Shapes) fillsAlike(there *catalog.TableShape, column catalog.ColumnShape) bool {
	if there == nil {
		return true
	}
	at := columnOf(there, column.Name)
	return at < 0 || equal(there.Columns[at].Missing, column.Missing)
}

func equal(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

// addColumn is the statement that adds a column of the source to a table of the target, with the value that it gives to the rows that
// are there.
func (s *Shapes) addColumn(there *catalog.TableShape, column catalog.ColumnShape) string {
	var sql strings.Builder
	fmt.Fprintf(&sql, "ALTER TABLE %s ADD COLUMN %s %s", there.Name, catalog.Ident(column.Name), s.typeOf(column))
	if column.Given != nil && len(s.Schemas) == 0 {
		sql.WriteString(" DEFAULT " + *column.Given)
		if column.Filled {
			sql.WriteString(" NOT NULL")
		}
	}
	return sql.String()
}
