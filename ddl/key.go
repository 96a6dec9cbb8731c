package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// keys writes primary keys, unique and exclusion constraints. Where PostgreSQL allows, a key takes over a unique index
// that was built on its own: several are then built at once, and no lock but a moment's keeps others off the table.
func (w *writer) keys() []Statement {
	statements := make([]Statement, 0, w.countKeys())
	for _, constraint := range w.facts.Constraints {
		if !isKey(constraint) {
			continue
		}
		// What happens to the index happens to its constraint; the index told of a loss.
		index, known := w.indexByOID.find(constraint.Index)
		if !known || w.unmakable(index) != "" {
			continue
		}
		if w.handedDown(constraint) {
			statements = append(statements, w.nameHandedDown(constraint, index))
			continue
		}
		if constraint.Parent != 0 && comparesWithNone(constraint) {
			w.lose(constraintLabel(constraint), "it is the partition's own: the target's partitioned tables cannot have it")
		}
		statements = append(statements, w.addKey(constraint, index))
	}
	return statements
}

func (w *writer) countKeys() (count int) {
	for i := range w.facts.Constraints {
		if isKey(w.facts.Constraints[i]) {
			count++
		}
	}
	return count
}

func isKey(constraint catalog.Constraint) bool {
	switch constraint.Type {
	case catalog.PrimaryKey, catalog.UniqueConstraint, catalog.ExclusionConstraint:
		return true
	}
	return false
}

// usesIndex says whether a constraint takes over an index made before it. PostgreSQL refuses that for exclusion
// constraints, periods and partitioned tables; and for a primary key in which NULLs are equal, which an older server let
// through. Where NOT NULL has a name, a primary key that takes over an index makes those of its columns the table's own,
// even if they are inherited; one that makes its index leaves them alone.
func (w *writer) usesIndex(constraint catalog.Constraint, index catalog.Index) bool {
	if w.fromOutside[catalog.ClassRelation.Of(constraint.Relation)] {
		return false // what looks for a constraint does not look for its index
	}
	switch constraint.Type {
	case catalog.PrimaryKey:
		return !index.Partitioned && !constraint.Period && !index.NullsNotDistinct &&
			!(w.target.HasNamedNotNull() && w.inheritsKey(constraint))
	case catalog.UniqueConstraint:
		return !index.Partitioned && !constraint.Period
	}
	return false
}

// inheritsKey says whether a column of a key comes from a parent.
func (w *writer) inheritsKey(constraint catalog.Constraint) bool {
	return slices.ContainsFunc(w.columns[constraint.Relation], func(column catalog.Column) bool {
		return column.InheritCount > 0 && slices.Contains(constraint.Columns, column.Number)
	})
}

// addKey writes ADD CONSTRAINT.
func (w *writer) addKey(constraint catalog.Constraint, index catalog.Index) Statement {
	id := catalog.ClassConstraint.Of(constraint.OID)
	statement := Statement{
		Kind:   KindConstraint,
		Name:   constraintLabel(constraint),
		Object: id,
		Phase:  Constraint,
		Makes:  []catalog.ID{id},
		After:  catalog.ClassRelation.IDs(constraint.Relation),
		Table:  constraint.Relation,
	}
	definition := ""
	if w.usesIndex(constraint, index) {
		definition = keyWords(constraint.Type) + " USING INDEX " + catalog.Ident(index.Name.Name) + deferral(constraint)
		statement.After = append(statement.After, catalog.ClassRelation.Of(index.OID))
	} else {
		definition = w.keyDefinition(constraint, index)
		statement.Makes = append(statement.Makes, catalog.ClassRelation.Of(index.OID))
		statement.AllRows = w.callers[index.OID]
	}
	only := "ONLY "
	if index.Partitioned && w.handsDown(constraint) {
		only = ""
	}
	statement.SQL = addConstraint(constraint, only, definition)
	if index.Partitioned {
		w.beforeRows(&statement, constraint.Relation)
	}
	return statement
}

// addConstraint puts a definition behind ALTER TABLE … ADD CONSTRAINT.
func addConstraint(constraint catalog.Constraint, only, definition string) string {
	return "ALTER TABLE " + only + constraint.On().String() + " " + addClause(constraint, definition)
}

func addClause(constraint catalog.Constraint, definition string) string {
	return "ADD CONSTRAINT " + catalog.Ident(constraint.Name) + " " + definition
}

func constraintLabel(constraint catalog.Constraint) string {
	return "constraint " + constraint.Name + " on " + constraint.On().Plain()
}

func keyWords(kind catalog.ConstraintType) string {
	if kind == catalog.PrimaryKey {
		return "PRIMARY KEY"
	}
	return "UNIQUE"
}

// deferral is how the server ends the definition of a key.
func deferral(constraint catalog.Constraint) string {
	clause := ""
	if constraint.Deferrable {
		clause += " DEFERRABLE"
	}
	if constraint.Deferred {
		clause += " INITIALLY DEFERRED"
	}
	return clause
}

// keyDefinition puts what the server leaves out of a constraint's definition, options and tablespace of the index, in
// their place: before the predicate and the deferral. Of exclusion constraints the server prints the options itself.
func (w *writer) keyDefinition(constraint catalog.Constraint, index catalog.Index) string {
	tail := deferral(constraint)
	if index.Predicate != "" {
		tail = " WHERE (" + index.Predicate + ")" + tail
	}
	head := strings.TrimSuffix(constraint.Definition, tail)
	if index.NullsNotDistinct && !w.target.HasNullsNotDistinct() {
		head = strings.Replace(head, "UNIQUE NULLS NOT DISTINCT", "UNIQUE", 1)
		w.lose(constraintLabel(constraint), "NULLS NOT DISTINCT needs PostgreSQL 15: several NULLs are let in")
	}
	if constraint.Type != catalog.ExclusionConstraint {
		head += withOptions(index.Options)
	}
	if space := w.tablespace(index.Tablespace, constraintLabel(constraint)); space != "" {
		head += " USING INDEX TABLESPACE " + catalog.Ident(space)
	}
	return head + tail
}

// withOptions writes the options of an index.
func withOptions(options []string) string {
	if len(options) == 0 {
		return ""
	}
	written := make([]string, len(options))
	for i, option := range options {
		name, value, _ := strings.Cut(option, "=")
		written[i] = catalog.Ident(name) + "=" + catalog.Literal(value)
	}
	return " WITH (" + strings.Join(written, ", ") + ")"
}
