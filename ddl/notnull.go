package ddl

import (
	"slices"
	"unicode/utf8"

	"copydb/catalog"
)

// notNull is a column's NOT NULL as the target is to have it. Sources before HasNamedNotNull know of a column alone that
// it is NOT NULL; what it inherits is then what its parents are, as pg_dump takes it too.
type notNull struct {
	catalog.Constraint
	column string
	exists bool
	named  bool // the target keeps it as a constraint with a name
	when   mode
}

func (w *writer) notNull(column catalog.Column) notNull {
	n := notNull{column: column.Name, named: w.target.HasNamedNotNull()}
	if known, found := w.namedNotNull(column.Relation, column.Number); found {
		n.Constraint, n.exists, n.when = known, true, w.modeOf(known)
		if !n.named && !n.Validated {
			n.exists = false // lost, see tables
		}
		return n
	}
	n.exists = column.NotNull
	n.Relation, n.Type, n.Validated, n.Local = column.Relation, catalog.NotNullConstraint, true, true
	if n.exists && n.named {
		w.supplement(&n, column)
	}
	return n
}

// supplement adds to what the source knows what the target wants to know: where NOT NULL comes from, and its name, which
// is the one that the server would give.
func (w *writer) supplement(n *notNull, column catalog.Column) {
	n.NoInherit = w.hasNullableHeir(column)
	n.Constraint.Name, n.Local = w.impliedNotNull(column)
}

// impliedNotNull returns the name that NOT NULL of a column is taken to have where nobody wrote it down, "" for whatever the
// server gives it, and whether it is the table's own.
func (w *writer) impliedNotNull(column catalog.Column) (name string, local bool) {
	name, local = defaultNotNullName(w.names[column.Relation].Name, column.Name), true
	for _, parent := range w.parentColumns(column) {
		if w.isNotNull(parent) && !w.hasNullableHeir(parent) {
			if local && !w.isPartition(column.Relation) {
				name, _ = w.impliedNotNull(parent)
			}
			local = false
		}
	}
	if w.isTaken(column.Relation, name) {
		name = ""
	}
	return name, local
}

// isNotNull says whether a column is NOT NULL to servers that know of no other way than for all of its rows.
func (w *writer) isNotNull(column catalog.Column) bool {
	known, found := w.namedNotNull(column.Relation, column.Number)
	return column.NotNull && (!found || known.Validated)
}

// isTaken says whether a constraint of another kind has a name.
func (w *writer) isTaken(relation catalog.OID, name string) bool {
	return slices.ContainsFunc(w.constraintsOf[relation], func(c catalog.Constraint) bool {
		return c.Name == name && c.Type != catalog.NotNullConstraint
	})
}

// hasNullableHeir says whether a child, or a child's child, has the column without NOT NULL. Servers with HasNamedNotNull
// allow that only where the parent's NOT NULL is not inherited.
func (w *writer) hasNullableHeir(column catalog.Column) bool {
	for _, heir := range w.descendants(column.Relation) {
		if of, found := w.columnNamed(heir, column.Name); found && !w.isNotNull(of) && of.InheritCount > 0 {
			return true
		}
	}
	return false
}

// inline says whether NOT NULL is there with its table.
func (n notNull) inline() bool { return n.exists && n.when == inline }

// asColumnConstraint writes NOT NULL behind a column.
func (n notNull) asColumnConstraint() string {
	clause := "NOT NULL"
	if n.named && n.Constraint.Name != "" {
		clause = "CONSTRAINT " + catalog.Ident(n.Constraint.Name) + " NOT NULL"
	}
	if n.named && n.NoInherit {
		clause += " NO INHERIT"
	}
	return clause
}

// asTableConstraint writes NOT NULL of a column that is not named in CREATE TABLE.
func (n notNull) asTableConstraint() string {
	clause := "NOT NULL " + catalog.Ident(n.column)
	if n.Constraint.Name != "" {
		clause = "CONSTRAINT " + catalog.Ident(n.Constraint.Name) + " " + clause
	}
	if n.NoInherit {
		clause += " NO INHERIT"
	}
	return clause
}

// printsNotNull says whether a named column's clause tells NOT NULL. A child that is told its parents afterwards must
// have what they have.
func (w *writer) printsNotNull(column catalog.Column, n notNull) bool {
	way := w.routeOf(column.Relation)
	if w.target.HasNamedNotNull() {
		return n.inline() && (n.Local || way == alone || way == joined)
	}
	if way == joined || way == grown {
		return n.exists || slices.ContainsFunc(w.parentColumns(column), w.firstNotNull)
	}
	return n.exists
}

// firstNotNull says whether a column is NOT NULL from the start, before alterColumns.
func (w *writer) firstNotNull(column catalog.Column) bool {
	way := w.routeOf(column.Relation)
	if w.printsNotNull(column, w.notNull(column)) && (w.listed(column) || way == grown) {
		return true
	}
	return way == natural && slices.ContainsFunc(w.parentColumns(column), w.firstNotNull)
}

// notNullCommand sets what the way of making a column left otherwise.
func (w *writer) notNullCommand(column catalog.Column) string {
	if w.target.HasNamedNotNull() {
		if known, _ := w.namedNotNull(column.Relation, column.Number); known.Local && known.InheritCount > 0 && w.isPartition(column.Relation) {
			return "SET NOT NULL" // it is there, inherited alone since the partition was attached: this makes it local as well
		}
		return ""
	}
	is, first := w.notNull(column).exists, w.firstNotNull(column)
	switch {
	case is && !first:
		return "SET NOT NULL"
	case first && !is:
		return "DROP NOT NULL"
	}
	return ""
}

// noteNotNullLoss tells what becomes of NOT NULL on a target that keeps it otherwise.
func (w *writer) noteNotNullLoss(label string, r relation, column catalog.Column) {
	known, found := w.namedNotNull(column.Relation, column.Number)
	switch {
	case w.target.HasNamedNotNull():
		n := w.notNull(column)
		if !found && n.exists && n.NoInherit {
			w.lose(label, "the target inherits NOT NULL, which not all children have: it is NO INHERIT")
		}
		if above := w.parentConstraints(known); found && n.when == late && !w.standsAlone(known) && above[0].Name != known.Name {
			w.lose(label, "NOT NULL that is NOT VALID is inherited under its parent's name, not as "+known.Name)
		}
		if found && n.when == inline && !known.Local && w.isPartition(column.Relation) && w.inheritedMode(known) == late {
			w.lose(label, "NOT NULL is its own as well, since its parent's is NOT VALID and comes after the rows")
		}
	case found && !known.Validated:
		if w.standsAlone(known) || w.isPartition(known.Relation) && !w.partitioned(known.Relation) { // else it goes with its parent's
			w.lose(constraintLabel(known), "the target has no NOT NULL that is NOT VALID")
		}
	case found:
		if name, _ := w.impliedNotNull(column); name != known.Name {
			w.lose(label, "the target has no name for NOT NULL, which is "+known.Name)
		}
	}
}

// nameLimit is the longest name in bytes.
const nameLimit = 63

// defaultNotNullName is the name that a server gives to NOT NULL: the longer of the two names is cut where need be.
func defaultNotNullName(table, column string) string {
	const label = "_not_null"
	longest := nameLimit - len(label) - len("_")
	t, c := len(table), len(column)
	for t+c > longest {
		if t > c {
			t--
		} else {
			c--
		}
	}
	return clip(table, t) + "_" + clip(column, c) + label
}

// clip cuts a name to at most so many bytes, between characters.
func clip(name string, limit int) string {
	for limit < len(name) && limit > 0 && !utf8.RuneStart(name[limit]) {
		limit--
	}
	return name[:min(limit, len(name))]
}
