package ddl

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// growth makes a relation whose inherited columns are not where INHERITS would put them: they came to the parent later, or
// the relation came to the parent later, or a column was dropped and added again. A helper, a parent of its own, brings it
// the inherited columns one by one, each in its turn between the local ones:
//
//  1. The helper is made with the leading inherited columns, the relation with the local ones that follow.
//  2. ADD COLUMN on the helper or on the relation itself brings the rest, in their physical order.
//  3. Constraints come the same way: inherited ones through the helper, local ones on the relation.
//  4. The real parents are told (what is inherited is merged), the helper is untold and dropped.
type growth struct {
	*writer
	relation
	helper     catalog.Name
	shares     bool // the helper has the columns that are local and inherited, too
	statements []Statement
}

func (w *writer) grow(r relation) []Statement {
	g := &growth{writer: w, relation: r, helper: w.helperName(r), shares: w.helperShares(r.oid)}
	columns := w.columns[r.oid]
	inherited, rest := leading(columns, false)
	g.step(createSQL(relation{Name: g.helper, create: "CREATE TABLE"}, g.helperColumns(inherited), ""))
	own, rest := leading(rest, true)
	g.step(createSQL(r, g.ownColumns(own), "INHERITS ("+g.helper.String()+")"))
	g.statements[0].Drop = "DROP TABLE IF EXISTS " + g.helper.String() + " CASCADE"
	g.statements[1].Drop = "DROP " + r.word + " IF EXISTS " + r.String() + " CASCADE"
	g.share(own, false)
	for len(rest) > 0 {
		inherited, rest = leading(rest, false)
		g.alter(g.helper, "TABLE", added("COLUMN ", g.helperColumns(inherited)))
		own, rest = leading(rest, true)
		g.alter(r.Name, r.word, added("COLUMN ", g.ownColumns(own)))
		g.share(own, false)
	}
	g.share(columns, true)
	g.constrain()
	return g.finish()
}

// leading cuts off the columns at the front that are local, or that are not.
func leading(columns []catalog.Column, local bool) (front, rest []catalog.Column) {
	for i, column := range columns {
		if column.Local != local {
			return columns[:i], columns[i:]
		}
	}
	return columns, nil
}

// helperShares says whether something that comes through the helper may name columns that do not: checks, expressions,
// and NOT NULL of a local column.
func (w *writer) helperShares(oid catalog.OID) bool {
	for _, column := range w.columns[oid] {
		constraint := w.notNull(column)
		if column.Generated != "" && !column.Local || column.Local && constraint.named && constraint.inline() && !constraint.Local {
			return true
		}
	}
	for _, check := range w.checksOf(oid) {
		if !check.Local && w.modeOf(check) == inline {
			return true
		}
	}
	return false
}

// helperColumns writes columns as the relation is to inherit them.
func (g *growth) helperColumns(columns []catalog.Column) []string {
	var clauses []string
	for _, column := range columns {
		clause := catalog.Ident(column.Name) + " " + g.columnType(column)
		if column.Collation != "" {
			clause += " COLLATE " + column.Collation
		}
		if value := g.valueClause(column); value != "" && column.Identity == "" {
			clause += " " + value
		}
		if g.target.HasNamedNotNull() {
			if constraint := g.notNull(column); constraint.inline() && !constraint.Local {
				clause += " " + constraint.asColumnConstraint()
			}
		} else if !column.Local && g.printsNotNull(column, g.notNull(column)) {
			clause += " NOT NULL"
		}
		clauses = append(clauses, clause)
	}
	return clauses
}

func (g *growth) ownColumns(columns []catalog.Column) []string {
	var clauses []string
	for _, column := range columns {
		clauses = append(clauses, g.columnClause(g.relation, column))
	}
	return clauses
}

// share gives the helper the columns that are both local and inherited: they merge with what the relation has. Generated
// ones wait until all that they may name is there.
func (g *growth) share(columns []catalog.Column, generated bool) {
	var shared []catalog.Column
	for _, column := range columns {
		if g.shares && column.Local && column.InheritCount > 0 && (column.Generated != "") == generated {
			shared = append(shared, column)
		}
	}
	g.alter(g.helper, "TABLE", added("COLUMN ", g.helperColumns(shared)))
}

// constrain adds the constraints, the inherited ones through the helper.
func (g *growth) constrain() {
	var own, inherited []string
	if g.target.HasNamedNotNull() {
		for _, column := range g.columns[g.oid] {
			if constraint := g.notNull(column); constraint.inline() && constraint.Local && !column.Local {
				own = append(own, constraint.asTableConstraint())
			}
		}
	}
	for _, check := range g.checksOf(g.oid) {
		switch {
		case g.modeOf(check) != inline:
		case check.Local:
			own = append(own, checkClause(check))
		default:
			inherited = append(inherited, checkClause(check))
		}
	}
	g.alter(g.relation.Name, g.word, added("", own))
	g.alter(g.helper, "TABLE", added("", inherited))
}

// finish tells the relation its real parents. From then on it exists, for all others.
func (g *growth) finish() []Statement {
	g.alter(g.relation.Name, g.word, []string{inherit(g.parentsOf[g.oid]), "NO INHERIT " + g.helper.String()})
	last := &g.statements[len(g.statements)-1]
	last.Makes = append(last.Makes, g.madeAlong(g.relation)...)
	last.Makes = append(last.Makes, catalog.ClassInheritance.Of(g.oid))
	own := map[catalog.ID]bool{}
	for _, id := range last.Makes {
		own[id] = true
	}
	first := &g.statements[0]
	for _, id := range last.Makes {
		for _, depend := range g.needs.Of(id) {
			need := depend.Needs()
			if !own[need] {
				first.After = append(first.After, need)
			}
		}
	}
	g.step("DROP TABLE " + g.helper.String())
	return g.statements
}

const stepLabel = ", step "

// step appends a statement that comes right after the one before it.
func (g *growth) step(sql string) {
	n := len(g.statements)
	s := Statement{
		SQL:    sql,
		Kind:   g.kind,
		Name:   fmt.Sprintf("%s %s%s%d", g.label, g.Plain(), stepLabel, n+1),
		Object: catalog.ClassRelation.Of(g.oid),
		Makes:  []catalog.ID{stepOf(g.oid, n)},
	}
	if n > 0 {
		s.After = []catalog.ID{stepOf(g.oid, n-1)}
	}
	g.statements = append(g.statements, s)
}

// alter appends an ALTER TABLE of several commands, if there are any.
func (g *growth) alter(name catalog.Name, word string, commands []string) {
	if len(commands) > 0 {
		g.step("ALTER " + word + " " + name.String() + "\n    " + strings.Join(commands, ",\n    "))
	}
}

func added(what string, clauses []string) []string {
	var commands []string
	for _, clause := range clauses {
		commands = append(commands, "ADD "+what+clause)
	}
	return commands
}

// helperName finds a name for a helper that no table has.
func (w *writer) helperName(r relation) catalog.Name {
	for {
		w.helpers++
		name := catalog.Name{Schema: r.Schema, Name: fmt.Sprintf("copydb_helper_%d", w.helpers)}
		if !w.isTable(name) {
			return name
		}
	}
}

func (w *writer) isTable(name catalog.Name) bool {
	for _, table := range w.facts.Tables {
		if table.Name == name {
			return true
		}
	}
	return false
}
