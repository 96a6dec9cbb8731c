package ddl

import (
	"strings"

	"copydb/catalog"
)

// foreignKeys writes ADD CONSTRAINT … FOREIGN KEY. A partitioned table hands its foreign keys down to its partitions under
// the same name. A partition's that is not like its parent's, since it was there before the partition was attached or was
// validated alone, is made first: the parent's then takes it up instead of making another.
//
// A foreign key between two ordinary tables is added NOT VALID, which takes a moment's lock on both, and validated by a
// statement of its own. That one locks out nobody from the table referred to: many that refer to one table are validated
// at the same time.
func (w *writer) foreignKeys() []Statement {
	var statements []Statement
	for _, constraint := range w.facts.Constraints {
		if constraint.Type != catalog.ForeignKey || constraint.Parent != 0 && !w.madeApart(constraint) {
			continue
		}
		if reason := w.unmakableForeignKey(constraint); reason != "" {
			w.lose(constraintLabel(constraint), reason)
			continue
		}
		if w.nameAtRisk(constraint) {
			statements = append(statements, w.holdName(constraint))
		}
		if w.validatesLater(constraint) {
			statements = append(statements, validate(constraint))
		}
		statements = append(statements, w.addForeignKey(constraint))
	}
	return statements
}

// validatesLater says whether a foreign key has a validation of its own. With a partitioned table on either side there is
// more than one constraint to validate, and not all servers would.
func (w *writer) validatesLater(constraint catalog.Constraint) bool {
	return constraint.Validated && constraint.Enforced && !w.partitioned(constraint.Relation) && !w.partitioned(constraint.ForeignRelation) &&
		!w.fromOutside[catalog.ClassRelation.Of(constraint.Relation)]
}

// validate writes VALIDATE CONSTRAINT. What needs the foreign key needs it validated.
func validate(constraint catalog.Constraint) Statement {
	id := catalog.ClassConstraint.Of(constraint.OID)
	return Statement{
		SQL:    "ALTER TABLE ONLY " + constraint.On().String() + " VALIDATE CONSTRAINT " + catalog.Ident(constraint.Name),
		Kind:   KindValidation,
		Name:   "validation of " + constraintLabel(constraint),
		Object: id,
		Phase:  ForeignKey,
		Makes:  []catalog.ID{id},
		After:  classNotValid.IDs(constraint.OID),
	}
}

// madeApart says whether a partition's foreign key is not as its parent's would make it. What a reference to a partitioned
// table brings along for each of its partitions does not count: its names are made up by the server.
func (w *writer) madeApart(constraint catalog.Constraint) bool {
	parent, known := w.constraintByOID.find(constraint.Parent)
	return known && parent.Relation != constraint.Relation && parent.ForeignRelation == constraint.ForeignRelation &&
		(parent.Name != constraint.Name || parent.Validated != constraint.Validated)
}

// unmakableForeignKey says why the target cannot have a foreign key, or must not: what the source does not enforce might
// not hold. It is "" where the target can.
func (w *writer) unmakableForeignKey(constraint catalog.Constraint) string {
	index, known := w.indexByOID.find(constraint.Index)
	parent, inherited := w.constraintByOID.find(constraint.Parent)
	switch {
	case inherited && w.unmakableForeignKey(parent) != "":
		return "its parent is lost"
	case constraint.Period && !w.target.HasWithoutOverlaps():
		return "PERIOD needs PostgreSQL 18"
	case !constraint.Enforced && !w.target.HasNotEnforced():
		return "NOT ENFORCED needs PostgreSQL 18"
	case !constraint.Validated && w.partitioned(constraint.Relation) && !w.target.HasPartitionedNotValid():
		return "NOT VALID on a partitioned table needs PostgreSQL 18"
	case known && w.unmakable(index) != "":
		return "it refers to " + indexLabel(index) + ", which the target cannot have"
	}
	return ""
}

func (w *writer) addForeignKey(constraint catalog.Constraint) Statement {
	only := "ONLY "
	if w.partitioned(constraint.Relation) {
		only = ""
	}
	id := catalog.ClassConstraint.Of(constraint.OID)
	place := ""
	if w.nameAtRisk(constraint) {
		place = "DROP CONSTRAINT " + catalog.Ident(constraint.Name) + ", "
	}
	statement := Statement{
		SQL: "ALTER TABLE " + only + constraint.On().String() + " " + place +
			addClause(constraint, w.foreignKeyDefinition(constraint)),
		Kind:   KindForeignKey,
		Name:   constraintLabel(constraint),
		Object: id,
		Phase:  ForeignKey,
		Makes:  []catalog.ID{id},
		After:  catalog.ClassRelation.IDs(constraint.Relation, constraint.ForeignRelation, constraint.Index),
	}
	statement.After = append(statement.After, catalog.ClassConstraint.IDs(w.indexByOID.of(constraint.Index).Constraint)...)
	if constraint.Parent == 0 {
		statement.After = append(statement.After, w.foreignKeysOfAncestors(constraint.Relation)...)
		statement.After = append(statement.After, w.namesHeld(constraint.Relation)...)
	}
	if w.validatesLater(constraint) {
		statement.SQL += " NOT VALID"
		statement.Makes = classNotValid.IDs(constraint.OID)
	}
	w.handDown(&statement, constraint.OID)
	return statement
}

// handDown tells what comes with a foreign key on partitions, and what it takes up there.
func (w *writer) handDown(statement *Statement, parent catalog.OID) {
	for _, child := range w.childConstraints[parent] {
		id := catalog.ClassConstraint.Of(child.OID)
		if w.madeApart(child) {
			statement.After = append(statement.After, id)
			continue
		}
		statement.Makes = append(statement.Makes, id)
		w.handDown(statement, child.OID)
	}
}

// foreignKeysOfAncestors lists the foreign keys that a partition's parents have. A partition's own one comes after them,
// so that it is not taken up by one that is equal.
func (w *writer) foreignKeysOfAncestors(relation catalog.OID) []catalog.ID {
	var ids []catalog.ID
	for _, ancestor := range w.ancestors(relation) {
		for _, constraint := range w.constraintsOf[ancestor] {
			if constraint.Type == catalog.ForeignKey && constraint.Parent == 0 {
				ids = append(ids, catalog.ClassConstraint.Of(constraint.OID))
			}
		}
	}
	return ids
}

// foreignKeyDefinition is what the server printed. Where the target cannot set some of the columns alone, ON DELETE is left
// out: a delete is then refused, which harms less than setting them all.
func (w *writer) foreignKeyDefinition(constraint catalog.Constraint) string {
	if constraint.DeleteColumns == "" || w.target.HasSetNullColumns() {
		return constraint.Definition
	}
	w.lose(constraintLabel(constraint), "ON DELETE SET … with a list of columns needs PostgreSQL 15: deletes are refused instead")
	at := strings.LastIndex(constraint.Definition, " ("+constraint.DeleteColumns+")")
	definition := constraint.Definition[:at] + constraint.Definition[at+len(constraint.DeleteColumns)+3:]
	for _, action := range []string{" ON DELETE SET NULL", " ON DELETE SET DEFAULT"} {
		if strings.HasSuffix(definition[:at], action) {
			return definition[:at-len(action)] + definition[at:]
		}
	}
	return definition
}
