package ddl

import (
	"slices"

	"copydb/catalog"
)

// mode is when a check or NOT NULL constraint is made.
type mode int

const (
	// inline: with its table.
	inline mode = iota
	// ahead: after its partitioned table, before partitions are attached to that (NOT VALID, of NOT NULL).
	ahead
	// separate: after its table and what it calls, before the rows.
	separate
	// late: after the rows, which may violate it (NOT VALID).
	late
)

// checksOf lists the checks of a relation that the target can have.
func (w *writer) checksOf(relation catalog.OID) []catalog.Constraint {
	var checks []catalog.Constraint
	for _, constraint := range w.constraintsOf[relation] {
		if constraint.Type == catalog.CheckConstraint && (constraint.Enforced || w.target.HasNotEnforced()) {
			checks = append(checks, constraint)
		}
	}
	return checks
}

// modeOf decides a constraint's mode, once.
func (w *writer) modeOf(constraint catalog.Constraint) mode {
	when, decided := w.modes[constraint.OID]
	if !decided {
		when = w.decideMode(constraint)
		w.modes[constraint.OID] = when
	}
	return when
}

// decideMode takes an inherited constraint to be there as soon as it is with one of the parents.
func (w *writer) decideMode(constraint catalog.Constraint) mode {
	switch {
	case w.goesAhead(constraint):
		return ahead
	case w.keepsFromParent(constraint):
		return late
	}
	own := separate
	switch {
	case constraint.Enforced && !constraint.Validated:
		own = late
	case !w.mayLack(constraint.Definition) && !w.addsNeeds(catalog.ClassConstraint.Of(constraint.OID), constraint.Relation):
		own = inline
	}
	inherited := w.inheritedMode(constraint)
	if inherited != inline && w.standsAlone(constraint) {
		return own
	}
	return inherited
}

// goesAhead says whether a NOT NULL that is NOT VALID is there before any partition is: it has no rows to fail on, and those
// that are attached afterwards keep their own as what it is, inherited alone, under its own name.
func (w *writer) goesAhead(constraint catalog.Constraint) bool {
	if constraint.Type != catalog.NotNullConstraint || constraint.Validated || !w.target.HasNamedNotNull() ||
		!w.tableByOID.of(constraint.Relation).Partitioned {
		return false
	}
	return !slices.ContainsFunc(w.descendants(constraint.Relation), func(heir catalog.OID) bool {
		own, found := w.counterpart(heir, constraint)
		return !w.tableByOID.of(heir).Partitioned && !(found && (own.Validated || w.attachesLate(heir)))
	})
}

// keepsFromParent says whether a constraint has to be there before its table is attached to the parent, and after its rows.
func (w *writer) keepsFromParent(constraint catalog.Constraint) bool {
	return constraint.Type == catalog.NotNullConstraint && !constraint.Validated && w.target.HasNamedNotNull() &&
		w.isPartition(constraint.Relation) && !w.partitioned(constraint.Relation) && len(w.parentConstraints(constraint)) > 0
}

// attachesLate says whether a partition is attached when its rows are there: one with rows that its own NOT NULL, not valid,
// would not let in.
func (w *writer) attachesLate(partition catalog.OID) bool {
	return slices.ContainsFunc(w.constraintsOf[partition], w.keepsFromParent)
}

// attachedAfter lists the constraints that a partition, or its parent, has to have before one is attached to the other.
func (w *writer) attachedAfter(tables ...catalog.OID) []catalog.ID {
	var constraints []catalog.ID
	for _, table := range tables {
		for _, constraint := range w.constraintsOf[table] {
			if constraint.Type == catalog.NotNullConstraint && (w.modeOf(constraint) == ahead || w.keepsFromParent(constraint)) {
				constraints = append(constraints, catalog.ClassConstraint.Of(constraint.OID))
			}
		}
	}
	return constraints
}

// inheritedMode is the earliest of the parents' modes: to their partitions, one that goes ahead is there from the start.
func (w *writer) inheritedMode(constraint catalog.Constraint) mode {
	inherited := late
	for _, parent := range w.parentConstraints(constraint) {
		above := w.modeOf(parent)
		if above == ahead {
			above = inline
		}
		inherited = min(inherited, above)
	}
	return inherited
}

// standsAlone says whether a constraint is made even if no parent's is made inline: it is local, or its parent's would come
// under another name. (A NOT VALID one would then be local, which is worse than the name.)
func (w *writer) standsAlone(constraint catalog.Constraint) bool {
	above := w.parentConstraints(constraint)
	return constraint.Local || len(above) == 0 || constraint.Validated && above[0].Name != constraint.Name || w.keepsFromParent(constraint)
}

func checkClause(check catalog.Constraint) string {
	return "CONSTRAINT " + catalog.Ident(check.Name) + " " + check.Definition
}

// separateConstraints writes the checks and NOT NULL constraints that cannot be inline. Children get theirs from their
// parents; one that was validated when its parents' were not is validated again.
func (w *writer) separateConstraints(r relation) []Statement {
	var statements []Statement
	for _, check := range w.checksOf(r.oid) {
		if s, needed := w.separateConstraint(r, check, checkClause(check)); needed {
			statements = append(statements, s)
		}
	}
	if !w.target.HasNamedNotNull() {
		return statements
	}
	for _, column := range w.columns[r.oid] {
		constraint := w.notNull(column)
		if !constraint.exists || constraint.OID == 0 {
			continue
		}
		if s, needed := w.separateConstraint(r, constraint.Constraint, constraint.asTableConstraint()+" NOT VALID"); needed {
			statements = append(statements, s)
		}
	}
	return statements
}

func (w *writer) separateConstraint(r relation, constraint catalog.Constraint, clause string) (Statement, bool) {
	when := w.modeOf(constraint)
	if when == inline {
		return Statement{}, false
	}
	if when == ahead || w.standsAlone(constraint) {
		return w.addConstraint(r, constraint, clause, when), true
	}
	if when == late && constraint.Validated {
		return w.validate(r, constraint), true
	}
	return Statement{}, false
}

// addConstraint adds a constraint to a relation and, where it is inheritable, to all that descend from it by then.
func (w *writer) addConstraint(r relation, constraint catalog.Constraint, clause string, when mode) Statement {
	s := Statement{Kind: KindCheck, Name: constraintLabel(constraint), Object: catalog.ClassConstraint.Of(constraint.OID),
		Makes: []catalog.ID{catalog.ClassConstraint.Of(constraint.OID)},
		After: []catalog.ID{catalog.ClassRelation.Of(r.oid)}}
	if when != ahead && !w.keepsFromParent(constraint) {
		s.After = append(s.After, catalog.ClassInheritance.Of(r.oid))
	}
	only := "ONLY "
	if !constraint.NoInherit && when != ahead {
		for _, heir := range w.descendants(r.oid) {
			only = ""
			s.After = append(s.After, catalog.ClassRelation.Of(heir), catalog.ClassInheritance.Of(heir))
			inherited, found := w.counterpart(heir, constraint)
			switch {
			case found && w.standsAlone(inherited):
				s.After = append(s.After, catalog.ClassConstraint.Of(inherited.OID))
			case found && w.modeOf(inherited) != inline:
				s.Makes = append(s.Makes, catalog.ClassConstraint.Of(inherited.OID))
			}
		}
	}
	s.SQL = "ALTER " + r.word + " " + only + r.String() + " ADD " + clause
	if when == late {
		s.Phase = PostData
	}
	return s
}

func (w *writer) validate(r relation, constraint catalog.Constraint) Statement {
	return Statement{
		SQL:    "ALTER " + r.word + " " + r.String() + " VALIDATE CONSTRAINT " + catalog.Ident(constraint.Name),
		Kind:   KindCheck,
		Name:   "validation of " + constraintLabel(constraint),
		Object: catalog.ClassConstraint.Of(constraint.OID),
		Phase:  PostData,
		After:  []catalog.ID{catalog.ClassConstraint.Of(constraint.OID)},
	}
}
