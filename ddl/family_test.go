package ddl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
)

// TestFamilies copies databases of tables with a random past: columns, defaults, constraints and parents that came and
// went in any order. What the server refused did not happen. COPYDB_TEST_FAMILIES asks for more of them.
func TestFamilies(t *testing.T) {
	count := 3
	if own, err := strconv.Atoi(os.Getenv("COPYDB_TEST_FAMILIES")); err == nil {
		count = own
	}
	for _, pair := range pgtest.Pairs() {
		for seed := range count {
			t.Run(fmt.Sprintf("%d-%d/%d", pair[0], pair[1], seed), func(t *testing.T) {
				t.Parallel()
				copyFamily(t, pgtest.Start(t, pair[0]), pgtest.Start(t, pair[1]), uint64(seed))
			})
		}
	}
}

func copyFamily(t *testing.T, from, to *pgtest.Server, seed uint64) {
	source := openSide(t, catalog.Source, from.Database(t))
	past := &past{random: rand.New(rand.NewPCG(seed, 7)), names: source.server.HasNamedNotNull()}
	var happened []string
	for range 500 {
		command := past.next()
		if _, err := source.conn.Exec(t.Context(), command); err == nil {
			happened = append(happened, command+";")
		}
	}
	target := openSide(t, catalog.Target, to.Database(t))
	facts := source.facts(t)
	statements, _ := ddl.Statements(facts, target.server, ddl.Options{})
	copied, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	target.execute(t, copied)

	judge := judgement{source: source, target: target}
	judge.catalogs(t)
	if from.Major == to.Major {
		judge.statements(t, copied, target.write(t, target.facts(t)))
		t.Run("pg_dump", judge.dumps)
	}
	if t.Failed() {
		t.Logf("what happened:\n%s", strings.Join(happened, "\n"))
	}
}

// past invents commands. Columns of one name have one type, so that tables can be each other's parents.
type past struct {
	random *rand.Rand
	tables int
	names  bool // NOT NULL has names
}

var columnTypes = map[string]string{"a": "int", "b": "text", "c": "int", "d": "numeric(6,2)", "e": "text", "f": "int"}

var columnDefaults = map[string][]string{
	"a": {"1", "2"}, "b": {"'x'", "'it''s'"}, "c": {"3"}, "d": {"0.5"}, "e": {"'y'"}, "f": {"7", "8"},
}

func (p *past) pick(words ...string) string { return words[p.random.IntN(len(words))] }
func (p *past) maybe(percent int) bool      { return p.random.IntN(100) < percent }
func (p *past) column() string              { return p.pick("a", "b", "c", "d", "e", "f") }

func (p *past) table() string {
	return "public.t" + strconv.Itoa(1+p.random.IntN(max(p.tables, 1)))
}

// next invents a command about the tables that there may be.
func (p *past) next() string {
	if p.tables < 3 || p.maybe(6) {
		return p.create()
	}
	table, column := p.table(), p.column()
	if p.maybe(20) {
		return p.constraint(table, column)
	}
	alter := "alter table " + p.pick("", "", "only ") + table + " "
	switch p.random.IntN(12) {
	case 0, 1, 2:
		return alter + "add column " + p.definition(column)
	case 3:
		// What leans on a column goes with it, and the server forgets to tell the children: so drop none that is leant on.
		return "alter table " + table + " drop column " + p.pick("d", "e", "f", "g")
	case 4, 5:
		return alter + "inherit " + p.table()
	case 6:
		return alter + "no inherit " + p.table()
	case 7:
		return alter + "alter " + column + " set default " + p.pick(columnDefaults[column]...)
	case 8:
		return alter + "alter " + column + " drop default"
	case 9:
		return alter + "alter " + p.pick("a", "b", "c") + p.pick(" set not null", " drop not null")
	case 10:
		return alter + "add column g int generated always as (a * 2) stored"
	}
	return alter + "attach partition " + p.table() + " " + p.bound()
}

func (p *past) bound() string {
	return "for values in (" + strconv.Itoa(p.random.IntN(50)) + ")"
}

func (p *past) create() string {
	p.tables++
	var elements []string
	for _, i := range p.random.Perm(len(columnTypes))[:p.random.IntN(4)] {
		elements = append(elements, p.definition(string(rune('a'+i))))
	}
	if p.maybe(20) {
		elements = append(elements, "g int generated always as (a * 2) stored")
	}
	command := fmt.Sprintf("create table public.t%d (%s)", p.tables, strings.Join(elements, ", "))
	switch {
	case p.tables < 3:
	case p.maybe(15):
		command = fmt.Sprintf("create table public.t%d partition of %s %s", p.tables, p.table(), p.bound())
	case p.maybe(15):
		return command + " partition by list (" + p.pick("a", "c") + ")"
	case p.maybe(60):
		command += " inherits (" + p.table() + p.pick("", ", "+p.table(), ", "+p.table()+", "+p.table()) + ")"
	}
	return command
}

func (p *past) definition(column string) string {
	definition := column + " " + columnTypes[column]
	if p.maybe(30) {
		definition += " default " + p.pick(columnDefaults[column]...)
	}
	if column < "d" && p.maybe(35) {
		if p.names && p.maybe(30) {
			definition += " constraint " + p.pick("nn_", "xx_") + column
		}
		definition += " not null"
	}
	if column < "d" && p.maybe(25) {
		definition += p.check(column)
	}
	return definition
}

func (p *past) check(column string) string {
	return " constraint ck_" + column + " check (" + column + " is distinct from " + columnDefaults[column][0] + ")" + p.pick("", "", " no inherit")
}

func (p *past) constraint(table, column string) string {
	alter := "alter table " + p.pick("", "", "only ") + table + " "
	switch p.random.IntN(5) {
	case 0:
		return alter + "drop constraint " + p.pick("ck_", "ck_", "nn_", "xx_") + column
	case 1:
		return alter + "validate constraint " + p.pick("ck_", "ck_", "nn_", "xx_") + column
	case 2:
		if p.names && column < "d" {
			return alter + "add constraint " + p.pick("nn_", "xx_") + column + " not null " + column + p.pick("", " no inherit", " not valid")
		}
	}
	return alter + "add" + p.check(p.pick("a", "b", "c")) + p.pick("", "", " not valid")
}
