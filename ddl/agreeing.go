package ddl

import (
	"slices"

	"copydb/catalog"
)

// agreeing returns facts without those parents of a table whose generated columns have other expressions than those of an
// earlier parent: on servers before HasOwnExpressions a child has the expressions of its parents, and so cannot have both.
func agreeing(facts *catalog.Facts, target catalog.Server) (*catalog.Facts, []Loss) {
	if target.HasOwnExpressions() || !facts.Server.HasOwnExpressions() {
		return facts, nil
	}
	e := newExpressions(facts)
	kept := *facts
	kept.Inheritances, kept.Columns = nil, slices.Clone(facts.Columns)
	var losses []Loss
	for _, inheritance := range facts.Inheritances {
		column, agrees := e.agrees(inheritance)
		if agrees {
			kept.Inheritances = append(kept.Inheritances, inheritance)
			continue
		}
		losses = append(losses, Loss{Object: "table " + e.names[inheritance.Child].Plain(),
			Reason: "it does not inherit from " + inheritance.Name.Plain() + ", whose column " + column +
				" is generated from another expression than another parent's: the target's children have none of their own"})
		e.disown(kept.Columns, inheritance)
	}
	return &kept, losses
}

// expressions finds what generated columns are made from on a target whose children have what their parents have.
type expressions struct {
	columns map[catalog.OID][]catalog.Column
	parents map[catalog.OID][]catalog.OID // those that are kept
	names   map[catalog.OID]catalog.Name
}

func newExpressions(facts *catalog.Facts) *expressions {
	e := &expressions{columns: catalog.ColumnsOf(facts.Columns), parents: map[catalog.OID][]catalog.OID{}, names: map[catalog.OID]catalog.Name{}}
	for _, table := range facts.Tables {
		e.names[table.OID] = table.Name
	}
	for _, table := range facts.ForeignTables {
		e.names[table.OID] = table.Name
	}
	return e
}

// agrees says whether a child can have a parent besides those that it has, or which column stands against it. Parents come
// in their order.
func (e *expressions) agrees(inheritance catalog.Inheritance) (column string, agrees bool) {
	for _, of := range e.columns[inheritance.Parent] {
		wanted := e.of(inheritance.Parent, of.Name)
		for _, parent := range e.parents[inheritance.Child] {
			if had := e.of(parent, of.Name); had != "" && wanted != "" && had != wanted {
				return of.Name, false
			}
		}
	}
	e.parents[inheritance.Child] = append(e.parents[inheritance.Child], inheritance.Parent)
	return "", true
}

// of returns the expression of a column, "" where it has none.
func (e *expressions) of(relation catalog.OID, name string) string {
	for _, column := range e.columns[relation] {
		if column.Name != name || column.Generated == "" {
			continue
		}
		for _, parent := range e.parents[relation] {
			if inherited := e.of(parent, name); inherited != "" {
				return inherited
			}
		}
		return column.Default
	}
	return ""
}

// disown makes a child's columns those of one parent less.
func (e *expressions) disown(columns []catalog.Column, inheritance catalog.Inheritance) {
	for i := range columns {
		column := &columns[i]
		inherited := column.Relation == inheritance.Child && slices.ContainsFunc(e.columns[inheritance.Parent],
			func(of catalog.Column) bool { return of.Name == column.Name })
		if inherited && column.InheritCount > 0 {
			nature := *column.ColumnNature
			nature.InheritCount--
			nature.Local = nature.Local || nature.InheritCount == 0
			column.ColumnNature = &nature
		}
	}
}
