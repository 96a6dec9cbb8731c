package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// relation is what a table and a foreign table have in common: columns, checks and parents.
type relation struct {
	catalog.Name
	oid    catalog.OID
	kind   Kind
	label  string       // "table" or "foreign table"
	word   string       // TABLE or FOREIGN TABLE
	create string       // CREATE UNLOGGED TABLE
	ofType string       // of a typed table
	bound  string       // of a partition
	tail   []string     // the clauses behind columns and parents
	makes  []catalog.ID // the relation and its types
}

// route is how a relation comes to its columns in their physical order, and to its parents.
type route int

const (
	// alone: it is made with all its columns; a partition is attached afterwards, which makes the columns its parent's.
	alone route = iota
	// natural: INHERITS brings the parents' columns in the order in which the relation has them.
	natural
	// joined: it is made with all its columns, which stay its own, and told its parents afterwards.
	joined
	// grown: some columns came from a parent, but not as INHERITS would bring them: see grow.go.
	grown
)

// routeOf decides a relation's route, once.
func (w *writer) routeOf(oid catalog.OID) route {
	way, decided := w.routes[oid]
	if !decided {
		way = w.decideRoute(oid)
		w.routes[oid] = way
	}
	return way
}

func (w *writer) decideRoute(oid catalog.OID) route {
	parents := w.parentsOf[oid]
	switch {
	case len(parents) == 0 || w.isPartition(oid):
		return alone
	case slices.ContainsFunc(w.columns[oid], w.losesExpression):
		return joined
	case w.isNatural(oid):
		return natural
	case w.allLocal(oid):
		return joined
	}
	return grown
}

// relationStatements writes all that makes a relation: itself, its parents, and what its columns and checks get afterwards.
func (w *writer) relationStatements(r relation) []Statement {
	w.noteLosses(r)
	if w.apart {
		return w.relationApart(r)
	}
	var statements []Statement
	if w.routeOf(r.oid) == grown {
		statements = w.grow(r)
	} else {
		statements = append(statements, w.createRelation(r))
	}
	if free, found := w.dropExpressions(r); found {
		statements = append(statements, free)
	}
	if inherit, found := w.inheritance(r); found {
		statements = append(statements, inherit)
	}
	if alter, found := w.alterColumns(r); found {
		statements = append(statements, alter)
	}
	statements = append(statements, w.alterDefaults(r)...)
	return append(statements, w.separateConstraints(r)...)
}

// createRelation writes CREATE TABLE with the columns that the route lists, and with the checks that can be inline.
func (w *writer) createRelation(r relation) Statement {
	parents := ""
	if w.routeOf(r.oid) == natural {
		parents = "INHERITS (" + parentNames(w.parentsOf[r.oid]) + ")"
	}
	return Statement{
		SQL:    createSQL(r, w.tableElements(r), parents),
		Kind:   r.kind,
		Name:   r.label + " " + r.Plain(),
		Object: catalog.ClassRelation.Of(r.oid),
		Makes:  w.madeAlong(r),
		Drop:   "DROP " + r.word + " IF EXISTS " + r.String() + " CASCADE",
	}
}

func createSQL(r relation, elements []string, parents string) string {
	clauses := []string{r.create + " " + r.String()}
	list := "(\n    " + strings.Join(elements, ",\n    ") + "\n)"
	if len(elements) == 0 {
		list = "()"
	}
	if r.ofType != "" {
		clauses[0] += " OF " + r.ofType
	}
	if r.ofType == "" || len(elements) > 0 {
		clauses[0] += " " + list
	}
	if parents != "" {
		clauses = append(clauses, parents)
	}
	return strings.Join(append(clauses, r.tail...), "\n")
}

func parentNames(parents []catalog.Inheritance) string {
	names := make([]string, len(parents))
	for i, parent := range parents {
		names[i] = parent.String()
	}
	return strings.Join(names, ", ")
}

// tableElements lists the columns and constraints between the parentheses of CREATE TABLE.
func (w *writer) tableElements(r relation) []string {
	var elements []string
	for _, column := range w.columns[r.oid] {
		if w.listed(column) {
			if clause := w.columnClause(r, column); clause != "" {
				elements = append(elements, clause)
			}
		} else if constraint := w.notNull(column); constraint.inline() && constraint.Local && w.target.HasNamedNotNull() {
			elements = append(elements, constraint.asTableConstraint())
		}
	}
	way := w.routeOf(r.oid)
	for _, check := range w.checksOf(r.oid) {
		if w.modeOf(check) == inline && (check.Local || way == alone || way == joined) {
			elements = append(elements, checkClause(check))
		}
	}
	return elements
}

// madeAlong lists what exists once the relation's columns do: its types, inherited and inline defaults and constraints.
func (w *writer) madeAlong(r relation) []catalog.ID {
	made := append([]catalog.ID(nil), r.makes...)
	for _, column := range w.columns[r.oid] {
		if column.DefaultOID != 0 && !w.setsDefault(column) {
			made = append(made, catalog.ClassDefault.Of(column.DefaultOID))
		}
		if constraint := w.notNull(column); constraint.OID != 0 && constraint.named && constraint.inline() {
			made = append(made, catalog.ClassConstraint.Of(constraint.OID))
		}
		if sequence, found := w.ownIdentity(column); found && w.listed(column) {
			made = append(made, catalog.ClassRelation.Of(sequence.OID))
			made = append(made, catalog.ClassType.IDs(sequence.TypeOID)...)
		}
	}
	for _, check := range w.checksOf(r.oid) {
		if w.modeOf(check) == inline {
			made = append(made, catalog.ClassConstraint.Of(check.OID))
		}
	}
	return made
}

// inheritance binds a relation that was made alone to its parents.
func (w *writer) inheritance(r relation) (Statement, bool) {
	way, parents := w.routeOf(r.oid), w.parentsOf[r.oid]
	s := Statement{Kind: KindInheritance, Object: catalog.ClassRelation.Of(r.oid),
		Makes: []catalog.ID{catalog.ClassInheritance.Of(r.oid)},
		After: []catalog.ID{catalog.ClassRelation.Of(r.oid), stepOf(r.oid, 0)}}
	for _, parent := range parents {
		s.After = append(s.After, catalog.ClassRelation.Of(parent.Parent))
	}
	switch {
	case way == joined:
		s.Name = "inheritance of " + r.label + " " + r.Plain()
		s.SQL = "ALTER " + r.word + " " + r.String() + " " + inherit(parents)
	case way == alone && len(parents) > 0:
		s.Name = "partition " + r.Plain()
		s.SQL = "ALTER TABLE ONLY " + parents[0].String() + " ATTACH PARTITION " + r.String() + " " + r.bound
		s.After = append(s.After, w.attachedAfter(r.oid, parents[0].Parent)...)
		if w.attachesLate(r.oid) {
			s.Phase = PostData
		}
		if parents[0].DetachPending {
			w.lose(s.Name, "its concurrent detachment is not finished: the copy is attached")
		}
	default:
		return s, false
	}
	return s, true
}

// dropExpressions turns generated columns into plain ones that keep their rows' values, where the parents to come want that.
func (w *writer) dropExpressions(r relation) (Statement, bool) {
	var commands []string
	for _, column := range w.columns[r.oid] {
		if w.losesExpression(column) {
			commands = append(commands, "ALTER COLUMN "+catalog.Ident(column.Name)+" DROP EXPRESSION")
		}
	}
	return Statement{
		SQL:    "ALTER " + r.word + " ONLY " + r.String() + " " + strings.Join(commands, ", "),
		Kind:   KindColumn,
		Name:   "expressions of " + r.label + " " + r.Plain(),
		Object: catalog.ClassRelation.Of(r.oid),
		Phase:  PostData,
		Makes:  []catalog.ID{stepOf(r.oid, 0)},
		After:  []catalog.ID{catalog.ClassRelation.Of(r.oid)},
	}, len(commands) > 0
}

// stepOf stands for a step in the making of a relation being done.
func stepOf(relation catalog.OID, n int) catalog.ID {
	return (classGrown + catalog.Class(n)).Of(relation)
}

func inherit(parents []catalog.Inheritance) string {
	commands := make([]string, len(parents))
	for i, parent := range parents {
		commands[i] = "INHERIT " + parent.String()
	}
	return strings.Join(commands, ", ")
}
