package drift

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// compareColumns notes columns that the target does not have as the source has them. It may have others.
func (s *Shapes) compareColumns(drift *Error, here, there *catalog.TableShape, stops func(Difference) bool) []Difference {
	var differences []Difference
	renamed := map[string]bool{}
	for i, column := range here.Columns {
		if column.Inherited || column.Generated {
			continue // the parent tells; what is computed does not come
		}
		at := columnOf(there, column.Name)
		switch {
		case at < 0 && !s.isRenamedColumn(here, there, i):
			drift.add(fmt.Sprintf("table %s has no column %s on the target", there.Plain(), column.Name),
				s.addColumn(there, column))
			continue
		case at >= 0 && there.Columns[at].Generated && !s.Bare:
			drift.add(fmt.Sprintf("column %s of table %s is not generated any more on the source", column.Name, there.Plain()),
				fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s DROP EXPRESSION", there.Name, catalog.Ident(column.Name)))
			continue
		}
		difference := s.compareColumn(here, there, i, at)
		if at < 0 {
			renamed[there.Columns[i].Name] = true
		}
		switch {
		case difference.Reason == "":
		case stops(difference):
			drift.add(difference.Object+": "+difference.Reason, difference.Mend)
		default:
			differences = append(differences, difference)
		}
	}
	for _, column := range there.Columns {
		if !s.Bare && !column.Inherited && !renamed[column.Name] && columnOf(here, column.Name) < 0 {
			differences = append(differences, Difference{Object: "table " + here.Plain(), Reason: "the source does not have column " + column.Name,
				Mend: dropColumn(there, column)})
		}
	}
	return differences
}

// compareColumn tells what is not the same about a column, if anything is. What it is called and of which type it is may stop
// nothing: the source is ahead of what is applied.
func (s *Shapes) compareColumn(here, there *catalog.TableShape, i, at int) Difference {
	column, kind := here.Columns[i], s.typeOf(here.Columns[i])
	difference := Difference{Object: "table " + here.Plain()}
	switch {
	case at < 0:
		before := there.Columns[i].Name
		difference.Reason = fmt.Sprintf("column %s of the target is called %s on the source", before, column.Name)
		difference.Mend = fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", there.Name, catalog.Ident(before), catalog.Ident(column.Name))
		difference.renames = true
	case there.Columns[at].Type != kind:
		difference.Reason = fmt.Sprintf("column %s is of type %s on the source, and of type %s on the target", column.Name, kind, there.Columns[at].Type)
		difference.Mend = fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s TYPE %s", there.Name, catalog.Ident(column.Name), kind)
	}
	return difference
}

// isRenamedColumn says whether a column of the source stands where the target has one that the source does not have, and has
// not been added: then one that the target has too stands behind it, or none was dropped right before it.
func (s *Shapes) isRenamedColumn(here, there *catalog.TableShape, i int) bool {
	if i >= len(there.Columns) || columnOf(here, there.Columns[i].Name) >= 0 || there.Columns[i].Inherited ||
		there.Columns[i].Type != s.typeOf(here.Columns[i]) {
		return false
	}
	before := 0
	if i > 0 {
		before = here.Columns[i-1].Number
	}
	return here.Columns[i].Number == before+1 ||
		slices.ContainsFunc(here.Columns[i+1:], func(c catalog.ColumnShape) bool { return columnOf(there, c.Name) >= 0 })
}

// Unfilled returns what keeps rows of the source out of a table of the target: columns that the source has dropped, and that
// cannot be left out. nil if there is none.
func (s *Shapes) Unfilled(name catalog.Name) *Error {
	drift := &Error{}
	here, there := s.hereByThere[name], s.thereByName[name]
	if here == nil || there == nil {
		return nil
	}
	for _, column := range there.Columns {
		if column.Required && columnOf(here, column.Name) < 0 {
			drift.add(fmt.Sprintf("table %s: the source does not have column %s any more, and the target takes no row without it", here.Plain(), column.Name),
				dropColumn(s.ownerOf(there, column), column))
		}
	}
	if len(drift.Reasons) == 0 {
		return nil
	}
	return drift
}

// ownerOf is the table that a partition has a column from.
func (s *Shapes) ownerOf(table *catalog.TableShape, column catalog.ColumnShape) *catalog.TableShape {
	for parent := s.thereByName[table.Parent()]; column.Inherited && parent != nil; parent = s.thereByName[table.Parent()] {
		table = parent
	}
	return table
}

// dropColumn is the statement that drops a column, and what needs it: on the source nothing does any more.
func dropColumn(table *catalog.TableShape, column catalog.ColumnShape) string {
	sql := fmt.Sprintf("ALTER TABLE %s DROP COLUMN %s", table.Name, catalog.Ident(column.Name))
	if column.Needed {
		sql += " CASCADE"
	}
	return sql
}

// columnOf returns where a table has a column, -1 if nowhere.
func columnOf(table *catalog.TableShape, name string) int {
	return slices.IndexFunc(table.Columns, func(c catalog.ColumnShape) bool { return c.Name == name })
}

// typeOf is a column's type by the names of the target.
func (s *Shapes) typeOf(column catalog.ColumnShape) string {
	renamed := s.Schemas.Name(catalog.Name{Schema: column.TypeSchema}).Schema
	if renamed == column.TypeSchema {
		return column.Type
	}
	for _, schema := range []string{catalog.Ident(column.TypeSchema), column.TypeSchema} { // a type's schema is quoted where it must be
		if rest, found := strings.CutPrefix(column.Type, schema+"."); found {
			return renamed + "." + rest
		}
	}
	return column.Type
}
