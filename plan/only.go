package plan

import (
	"slices"
	"strings"

	"copydb/catalog"
	"copydb/ddl"
)

// Only restricts a run to a part of what makes a database.
type Only string

// The parts.
const (
	Everything Only = ""
	Schema     Only = "schema"     // no rows: neither of tables nor of materialized views, no large objects, no sequences' values
	Extensions Only = "extensions" // the extensions, and the schemas that they want
	Roles      Only = "roles"      // the roles of the cluster

	// Those that go into definitions which are there.
	Data           Only = "data"        // all that follows, and what fills materialized views
	TableData      Only = "table-data"  // the rows of tables
	Blobs          Only = "blobs"       // large objects, with their owners, privileges and comments
	SequenceValues Only = "sequences"   // where sequences stand
	Indexes        Only = "indexes"     // the indexes
	Constraints    Only = "constraints" // keys, exclusion constraints and foreign keys
)

// FillsIn says whether the part goes into definitions that the target has to have.
func (o Only) FillsIn() bool {
	switch o {
	case Data, TableData, Blobs, SequenceValues, Indexes, Constraints:
		return true
	}
	return false
}

// HasRows says whether the part has the rows of tables.
func (o Only) HasRows() bool { return o == Everything || o == Data || o == TableData }

// HasLargeObjects says whether the part has large objects.
func (o Only) HasLargeObjects() bool { return o == Everything || o == Data || o == Blobs }

// HasSequences says whether the part has where sequences stand.
func (o Only) HasSequences() bool { return o == Everything || o == Data || o == SequenceValues }

// HasDefinitions says whether the part has tables, types and the like.
func (o Only) HasDefinitions() bool { return o == Everything || o == Schema }

// Has says whether a part that fills in has a statement.
func (o Only) Has(s *ddl.Statement) bool {
	switch {
	case s.Object.Class == catalog.ClassLargeObject:
		return o.HasLargeObjects()
	case s.Phase == ddl.Index:
		return o == Data || o == Indexes
	case s.Phase == ddl.Constraint, s.Phase == ddl.ForeignKey:
		return o == Data || o == Constraints
	case s.Phase == ddl.Refresh:
		return o == Data
	}
	return false
}

// choose returns those of the statements that the part has, and of the losses those that concern it.
func (o Only) choose(statements []*ddl.Statement, losses []ddl.Loss) ([]*ddl.Statement, []ddl.Loss) {
	switch {
	case o.FillsIn():
		statements = slices.DeleteFunc(statements, func(s *ddl.Statement) bool { return !o.Has(s) })
		losses = nil // they were told when the definitions came
	case o == Schema:
		statements = slices.DeleteFunc(statements, func(s *ddl.Statement) bool {
			return s.Phase == ddl.Refresh || s.Object.Class == catalog.ClassLargeObject
		})
	case o == Extensions:
		statements = extensions(statements)
		losses = slices.DeleteFunc(losses, func(loss ddl.Loss) bool { return !strings.HasPrefix(loss.Object, "extension ") })
	}
	return statements, losses
}

// extensions returns the statements that make extensions, and the schemas that these want.
func extensions(statements []*ddl.Statement) []*ddl.Statement {
	var chosen []*ddl.Statement
	for _, statement := range statements {
		if statement.Kind == ddl.KindExtension {
			chosen = append(chosen, statement)
		}
	}
	for _, statement := range statements {
		wanted := func(extension *ddl.Statement) bool { return slices.Contains(extension.After, statement.Object) }
		if statement.Kind == ddl.KindSchema && slices.ContainsFunc(chosen, wanted) {
			chosen = append(chosen, statement)
		}
	}
	return chosen
}
