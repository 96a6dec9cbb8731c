package ddl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/ddl/pgparse"
)

// fragments are what hostile names, and other texts, are made of: what ends quotes, comments, statements and formats, what
// a client obeys, what is written in another direction or not seen, and words that mean something.
var fragments = []string{
	`"`, `'`, `''`, "\n", "\r", "\t", ";", "%", "%s", "%I", `\`, `\\`, `\n`, "\n\\echo pwned\n", "\n\\! echo pwned\n", "\n\\.\n",
	"--", "/*", "*/", "$$", "$sql$", "$copydb$", "$1", "$", ":", "::", ":'x'", ":x", `:"USER"`, ":{?x}", "`", " ", "  ", ".", ",",
	"(", ")", "[", "]", "{", "}", "=", "/", "@", "#", "|", "?", "<", "&", "!", "*", "~", "{{.}}", "0", "é", "e\u0301", "\u202e", "שלום",
	"\u200b", "\u00a0", "\u2028", "\u0085", "\ufeff", "😀", "select", "TABLE", "Order", "begin", "end", "null", "E'", `U&"`, "x", "X",
	"\n; DROP TABLE public.canary; --\n", `"; DROP TABLE public.canary; --`, "'; DROP TABLE public.canary; --",
	"$$; DROP TABLE public.canary; $$", "*/; DROP TABLE public.canary; /*", "); CREATE TABLE public.pwned (",
}

// hostile makes names and texts, the same each time for the same seed.
type hostile struct {
	random *rand.Rand
	given  map[string]bool
}

func newHostile(seed uint64) *hostile {
	return &hostile{random: rand.New(rand.NewPCG(seed, 0)), given: map[string]bool{}}
}

// plainNames are names that are hostile by being simple.
var plainNames = []string{" ", `"`, "'", `\`, ";", ".", "%", "-", "select", "Select", "user", "A", "a", "\n", "1", "$", "begin",
	strings.Repeat("n", 63), strings.Repeat("ü", 31), strings.Repeat(`"`, 63), strings.Repeat(`\`, 63), "😀", "NULL", "*", "/*", "--", "$$"}

// name returns a name that it has not returned before, without some characters.
func (h *hostile) name(without string) string {
	for {
		name := h.text(1 + h.random.IntN(12))
		if h.random.IntN(4) == 0 {
			name = plainNames[h.random.IntN(len(plainNames))]
		}
		const limit = 63
		for len(name) > limit || !utf8.ValidString(name) {
			name = name[:min(len(name)-1, limit)]
		}
		if !h.given[name] && !(without != "" && strings.Contains(name, without)) {
			h.given[name] = true
			return name
		}
	}
}

// value returns any text, quoted for SQL.
func (h *hostile) value() string { return catalog.Literal(h.text(1 + h.random.IntN(30))) }

func (h *hostile) text(pieces int) string {
	var text strings.Builder
	for range pieces {
		text.WriteString(fragments[h.random.IntN(len(fragments))])
	}
	return text.String()
}

var placeholder = regexp.MustCompile(`#(\?|!|=|'|[a-z]\w*)`)

// script fills in a text as testdata/hostile/database.sql says.
func (h *hostile) script(text string) string {
	names := map[string]string{}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		switch found {
		case "#?":
			return catalog.Ident(h.name(""))
		case "#!":
			return catalog.Ident(h.name("="))
		case "#=":
			return catalog.Literal(h.name(""))
		case "#'":
			return h.value()
		}
		if names[found] == "" {
			names[found] = catalog.Ident(h.name(""))
		}
		return names[found]
	})
}

// TestHostileNames copies databases in which everything that has a name has a hostile one, and every text is hostile: by
// statements, and as a script by way of a client that knows nothing of it, and as psql does.
func TestHostileNames(t *testing.T) {
	for seed, pair := range append(pgtest.Pairs(), [2]int{pgtest.Newest, pgtest.Newest}) {
		t.Run(fmt.Sprintf("%d/%d-%d", seed, pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			copyHostile(t, newHostile(uint64(seed)), pgtest.Start(t, pair[0]), pgtest.Start(t, pair[1]))
		})
	}
}

func copyHostile(t *testing.T, h *hostile, from, to *pgtest.Server) {
	template, err := os.ReadFile("testdata/hostile/database.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(template), "-- roles\n")
	roles, database, _ := strings.Cut(h.script(script), "-- database\n")
	database, newer, _ := strings.Cut(database, "-- newer\n")
	if from.Major > pgtest.Oldest {
		database += newer
	}
	pgtest.Exec(t, from.URL("postgres"), roles)
	if from != to {
		pgtest.Exec(t, to.URL("postgres"), roles)
	}
	source := openSide(t, catalog.Source, from.Database(t, database))
	facts := source.facts(t)

	target := openSide(t, catalog.Target, to.Database(t))
	target.makeLargeObjects(t, facts)
	target.execute(t, target.write(t, facts))
	if found := differences(facts, target.facts(t)); len(found) > 0 {
		t.Errorf("the copy is another database:\n%s", strings.Join(found, "\n"))
	}

	script = scriptOf(t, facts, ddl.WholeSchema, target.server.Major())
	isCopy(t, facts, to.Database(t, script))
	if again := scriptOf(t, target.facts(t), ddl.WholeSchema, target.server.Major()); again != script && from.Major == to.Major {
		t.Errorf("the script of the copy is another:\n%s", diff(script, again))
	}
	for _, sections := range [][]ddl.Section{{ddl.WholeSchema}, {ddl.BeforeRows, ddl.AfterRows}} {
		t.Run(fmt.Sprintf("as psql does, %s", sections), func(t *testing.T) {
			url := to.Database(t)
			for _, section := range sections {
				runScript(t, url, scriptOf(t, facts, section, to.Major))
			}
			isCopy(t, facts, url)
		})
	}
}

// TestHostileRoles writes the script of a cluster's roles, and runs it as psql does and as another client does, by which
// nothing but the roles may come.
func TestHostileRoles(t *testing.T) {
	for seed, pair := range [][2]int{{pgtest.Oldest, pgtest.Oldest}, {pgtest.Oldest, pgtest.Newest}, {pgtest.Newest, pgtest.Newest}} {
		t.Run(fmt.Sprintf("%d/%d-%d", seed, pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			copyRoles(t, newHostile(uint64(seed)), pgtest.Own(t, pair[0]), pgtest.Own(t, pair[1]))
		})
	}
}

func copyRoles(t *testing.T, h *hostile, from, to *pgtest.Server) {
	template, err := os.ReadFile("testdata/hostile/roles.sql")
	if err != nil {
		t.Fatal(err)
	}
	const canary = "create table public.canary (here int default 1)"
	source, target := from.Database(t, h.script(string(template))), to.Database(t, canary)
	facts := openSide(t, catalog.Source, source).facts(t)
	script := scriptOf(t, facts, ddl.Roles, to.Major)
	runScript(t, target, script)
	pgtest.Exec(t, target, script) // all is there already, and stays

	const roles = `select role.rolname, role.rolsuper, role.rolcreaterole, role.rolcreatedb, role.rolcanlogin, role.rolinherit,
		role.rolreplication, role.rolbypassrls, role.rolconnlimit, role.rolpassword, role.rolvaliduntil::text,
		shobj_description(role.oid, 'pg_authid'), array(select member.roleid::regrole::text || member.admin_option
		from pg_auth_members member where member.member = role.oid order by 1)
		from pg_authid role where role.rolname !~ '^pg_' order by role.rolname collate "C";
		select setrole::regrole, setconfig from pg_db_role_setting where setdatabase = 0 order by setrole::regrole::text collate "C"`
	if diff := cmp.Diff(pgtest.Query(t, source, roles), pgtest.Query(t, target, roles)); diff != "" {
		t.Errorf("the roles are others (-source +target):\n%s", diff)
	}
	if tables := pgtest.Query(t, target, "select relname from pg_class where relnamespace = 'public'::regnamespace"); len(tables) != 1 || tables[0][0] != "canary" {
		t.Errorf("the database holds %v, not the canary alone", tables)
	}
}

// TestLongPassword: a hashed password that is longer than PostgreSQL 18 takes does not stop the roles from being made there.
func TestLongPassword(t *testing.T) {
	t.Parallel()
	from, to := pgtest.Own(t, 15), pgtest.Own(t, 18)
	source := from.Database(t, "create role long login password 'SCRAM-SHA-256$4096:"+strings.Repeat("A", 600)+
		"$"+strings.Repeat("B", 43)+"=:"+strings.Repeat("C", 43)+"='; create role short login password 'p'")
	target := to.Database(t)
	pgtest.Exec(t, target, scriptOf(t, openSide(t, catalog.Source, source).facts(t), ddl.Roles, to.Major))
	const roles = "select rolname, rolpassword is not null from pg_authid where rolname in ('long', 'short') order by 1"
	if diff := cmp.Diff([][]string{{"long", "f"}, {"short", "t"}}, pgtest.Query(t, target, roles)); diff != "" {
		t.Errorf("roles and whether they have a password (-want +got):\n%s", diff)
	}
}

// scriptOf writes what "copydb dump" does for a section.
func scriptOf(t *testing.T, facts *catalog.Facts, section ddl.Section, major int) string {
	t.Helper()
	options := ddl.Options{NoLargeObjects: true, Roles: section == ddl.Roles, RolesOnly: section == ddl.Roles}
	statements, _ := ddl.Statements(facts, catalog.Imagined(major), options)
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	script := ddl.Script{Section: section, Version: fmt.Sprint(major), Encoding: "UTF8", Statements: ordered}
	if _, err := script.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// isCopy compares what a script made with its source. That the canary lives, and nothing else came, is a part of that.
func isCopy(t *testing.T, source *catalog.Facts, url string) {
	t.Helper()
	made := openSide(t, catalog.Target, url).facts(t)
	describe := func(facts *catalog.Facts, other catalog.Server) []*ddl.Statement {
		statements := ddl.Describe(facts, other, ddl.Options{NoLargeObjects: true})
		return slices.DeleteFunc(statements, func(s *ddl.Statement) bool { return s.Phase == ddl.Refresh })
	}
	comparison := ddl.Compare(describe(source, made.Server), describe(made, source.Server), pgparse.Equivalent)
	for _, difference := range comparison.Differences {
		t.Errorf("the script made another database: %+v", difference)
	}
}
