package plan

import (
	"slices"
	"strings"

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
)

// choose returns those of the statements that the part has, and of the losses those that concern it.
func (o Only) choose(statements []ddl.Statement, losses []ddl.Loss) ([]ddl.Statement, []ddl.Loss) {
	switch o {
	case Schema:
		statements = slices.DeleteFunc(statements, func(s ddl.Statement) bool { return s.Phase == ddl.Refresh })
	case Extensions:
		statements = extensions(statements)
		losses = slices.DeleteFunc(losses, func(loss ddl.Loss) bool { return !strings.HasPrefix(loss.Object, "extension ") })
	}
	return statements, losses
}

// extensions returns the statements that make extensions, and the schemas that these want.
func extensions(statements []ddl.Statement) []ddl.Statement {
	var chosen []ddl.Statement
	for _, statement := range statements {
		if statement.Kind == ddl.KindExtension {
			chosen = append(chosen, statement)
		}
	}
	for _, statement := range statements {
		wanted := func(extension ddl.Statement) bool { return slices.Contains(extension.After, statement.Object) }
		if statement.Kind == ddl.KindSchema && slices.ContainsFunc(chosen, wanted) {
			chosen = append(chosen, statement)
		}
	}
	return chosen
}
