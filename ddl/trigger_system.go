package ddl

import (
	"slices"

	"copydb/catalog"
)

// systemTriggers switches off, where the source did, the triggers by which a table enforces foreign keys and deferrable
// keys. They have no names that another server would know: it is all of a table's or none. The table's other triggers are
// made afterwards, and get their own states.
func (w *writer) systemTriggers() []Statement {
	var statements []Statement
	for _, table := range w.facts.SystemTriggers {
		label := "constraint triggers of " + table.Plain()
		if !table.AllDisabled {
			w.lose(label, "some are disabled or fire otherwise on the source; the target's are all enabled")
			continue
		}
		if w.partitioned(table.Relation) && !w.target.HasOnlyForTriggers() {
			w.lose(label, "those of a partitioned table alone cannot be disabled before PostgreSQL 15")
			continue
		}
		statements = append(statements, Statement{
			SQL:    "ALTER TABLE ONLY " + table.String() + " DISABLE TRIGGER ALL",
			Kind:   KindTableProperty,
			Name:   label,
			Object: catalog.ClassRelation.Of(table.Relation),
			Phase:  PostData,
			Makes:  classSilenced.IDs(table.Relation),
			After:  append(catalog.ClassRelation.IDs(table.Relation), w.constraintsThatFire(table.Relation)...),
		})
	}
	return statements
}

// constraintsThatFire lists the constraints that may have triggers on a relation: its own, and foreign keys that refer to it.
func (w *writer) constraintsThatFire(relation catalog.OID) []catalog.ID {
	var ids []catalog.ID
	for _, constraint := range slices.Concat(w.constraintsOf[relation], w.referringTo[relation]) {
		ids = append(ids, catalog.ClassConstraint.Of(constraint.OID))
	}
	return ids
}
