package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// A foreign key that refers to a partitioned table brings a constraint of its own for each partition there, under names
// that the server makes up: they continue its own name, or that of its columns. So it may take the name of another
// foreign key of the table that is still to come. Such names are held by checks that are always true, until each foreign
// key takes the place of its check.

// nameAtRisk says whether a constraint is a foreign key whose name another one of the table may take.
func (w *writer) nameAtRisk(constraint catalog.Constraint) bool {
	if constraint.Type != catalog.ForeignKey || constraint.Parent != 0 {
		return false
	}
	return slices.ContainsFunc(w.constraintsOf[constraint.Relation], func(other catalog.Constraint) bool {
		return other.OID != constraint.OID && other.Type == catalog.ForeignKey && other.Parent == 0 &&
			w.partitioned(other.ForeignRelation) &&
			(slices.Equal(other.Columns, constraint.Columns) || strings.HasPrefix(constraint.Name, other.Name+"_"))
	})
}

// holdName writes the check that holds a foreign key's name.
func (w *writer) holdName(constraint catalog.Constraint) Statement {
	only, check := "ONLY ", "CHECK (true) NO INHERIT NOT VALID"
	if w.partitioned(constraint.Relation) {
		only, check = "", "CHECK (true) NOT VALID"
	}
	return Statement{
		SQL:    addConstraint(constraint, only, check),
		Kind:   KindForeignKey,
		Name:   "name of " + constraintLabel(constraint),
		Object: catalog.ClassConstraint.Of(constraint.OID),
		Phase:  ForeignKey,
		Makes:  classNameHeld.IDs(constraint.OID),
		After:  catalog.ClassRelation.IDs(constraint.Relation),
	}
}

// namesHeld lists the names on a table that must be held before a foreign key is added.
func (w *writer) namesHeld(relation catalog.OID) []catalog.ID {
	var ids []catalog.ID
	for _, constraint := range w.constraintsOf[relation] {
		if w.nameAtRisk(constraint) {
			ids = append(ids, classNameHeld.Of(constraint.OID))
		}
	}
	return ids
}
