package ddl

import (
	"slices"

	"copydb/catalog"
)

// isNatural says whether CREATE TABLE … INHERITS makes the relation as it is: the parents' columns first, merged in their
// order, then its own, with the same constraints inherited.
func (w *writer) isNatural(oid catalog.OID) bool {
	for _, parent := range w.parentsOf[oid] {
		if _, known := w.names[parent.Parent]; !known {
			return false // an extension's table: its columns are not ours to know
		}
	}
	return w.hasNaturalColumns(oid) && w.hasNaturalConstraints(oid)
}

func (w *writer) hasNaturalColumns(oid catalog.OID) bool {
	order, count := w.mergedColumns(oid)
	own := w.columns[oid]
	if len(own) < len(order) {
		return false
	}
	for i, column := range own {
		if i >= len(order) {
			if column.InheritCount != 0 {
				return false
			}
			continue
		}
		if column.Name != order[i] || column.InheritCount != count[column.Name] || !w.mergesWell(column) {
			return false
		}
	}
	return true
}

// mergedColumns lists the names of the parents' columns as INHERITS merges them, and how many parents have each.
func (w *writer) mergedColumns(oid catalog.OID) (order []string, count map[string]int32) {
	count = map[string]int32{}
	for _, parent := range w.parentsOf[oid] {
		for _, column := range w.columns[parent.Parent] {
			if count[column.Name] == 0 {
				order = append(order, column.Name)
			}
			count[column.Name]++
		}
	}
	return order, count
}

// mergesWell says whether INHERITS accepts what the parents say about a column, and takes from them what the column has.
func (w *writer) mergesWell(column catalog.Column) bool {
	parents := w.parentColumns(column)
	inherited := ""
	for _, parent := range parents {
		if (parent.Generated == "") != (column.Generated == "") {
			return false
		}
		if column.Generated != "" && !column.Local && w.expression(parent) != w.expression(column) {
			return false
		}
		first := w.firstDefault(parent)
		if first != "" && inherited != "" && first != inherited && !(column.Local && w.inlineDefault(column)) {
			return false
		}
		if first != "" {
			inherited = first
		}
	}
	return true
}

func (w *writer) hasNaturalConstraints(oid catalog.OID) bool {
	for _, check := range w.checksOf(oid) {
		if int(check.InheritCount) != len(w.parentConstraints(check)) {
			return false
		}
	}
	if !w.target.HasNamedNotNull() {
		return true
	}
	for _, column := range w.columns[oid] {
		if known, found := w.namedNotNull(oid, column.Number); found && !w.inheritsNotNull(known) {
			return false
		}
	}
	return true
}

// inheritsNotNull says whether a NOT NULL constraint is inherited as often as INHERITS makes it, and under its name.
func (w *writer) inheritsNotNull(known catalog.Constraint) bool {
	above := w.parentConstraints(known)
	if int(known.InheritCount) != len(above) {
		return false
	}
	for _, parent := range above {
		if w.modeOf(parent) == inline {
			return known.Local || parent.Name == known.Name
		}
	}
	return true
}

// parentConstraints lists the constraints of a relation's parents that one of its own is inherited from, or merged with: a
// check of the same name, NOT NULL of the same column.
func (w *writer) parentConstraints(constraint catalog.Constraint) []catalog.Constraint {
	var above []catalog.Constraint
	for _, parent := range w.parentsOf[constraint.Relation] {
		if found, ok := w.counterpart(parent.Parent, constraint); ok && !found.NoInherit {
			above = append(above, found)
		}
	}
	return above
}

// adoptOrphans makes constraints local that are inherited from nobody: a column that was dropped from the parent alone took
// the parent's constraint along, and the server kept no account of it.
func (w *writer) adoptOrphans() {
	inherited := func(c catalog.Constraint) bool { return c.InheritCount > 0 }
	for relation, constraints := range w.constraintsOf {
		if !slices.ContainsFunc(constraints, inherited) {
			continue
		}
		constraints = slices.Clone(constraints)
		w.constraintsOf[relation] = constraints
		for i := range constraints {
			constraint := &constraints[i]
			if constraint.InheritCount == 0 || constraint.Type != catalog.CheckConstraint && constraint.Type != catalog.NotNullConstraint {
				continue
			}
			constraint.InheritCount = int16(len(w.parentConstraints(*constraint)))
			constraint.Local = constraint.Local || constraint.InheritCount == 0
			if constraint.Type == catalog.NotNullConstraint {
				w.notNullOf[columnID{constraint.Relation, constraint.Columns[0]}] = constraint
			}
		}
	}
}

// counterpart finds another relation's constraint that stands for the same as this one.
func (w *writer) counterpart(relation catalog.OID, constraint catalog.Constraint) (catalog.Constraint, bool) {
	if constraint.Type == catalog.NotNullConstraint {
		column, found := w.columnNamed(relation, w.columnNumbered(constraint.Relation, constraint.Columns[0]).Name)
		if !found {
			return catalog.Constraint{}, false
		}
		known, found := w.namedNotNull(relation, column.Number)
		return known, found
	}
	for _, check := range w.checksOf(relation) {
		if check.Name == constraint.Name {
			return check, true
		}
	}
	return catalog.Constraint{}, false
}

// allLocal says whether a relation can be made with its own columns and constraints alone, and be told its parents later:
// whatever it inherits is then its own as well.
func (w *writer) allLocal(oid catalog.OID) bool {
	for _, column := range w.columns[oid] {
		if !column.Local {
			return false
		}
		if constraint := w.notNull(column); constraint.named && constraint.inline() && !constraint.Local {
			return false
		}
	}
	for _, check := range w.checksOf(oid) {
		if w.modeOf(check) == inline && !check.Local {
			return false
		}
	}
	return true
}
