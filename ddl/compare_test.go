package ddl_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/ddl/pgparse"
)

// compared compares the facts of both sides as users do, who have no reference.
func (j *judgement) compared(t *testing.T, source, target *catalog.Facts) {
	t.Helper()
	if found := differences(source, target); len(found) > 0 {
		t.Errorf("the comparison finds differences:\n%s", strings.Join(found, "\n"))
	}
}

// differences compares two databases, and returns a text for each part that differs.
func differences(source, target *catalog.Facts) []string {
	comparison := ddl.Compare(describe(source, target), describe(target, source), pgparse.Equivalent)
	var texts []string
	for _, difference := range comparison.Differences {
		for _, part := range difference.Parts {
			texts = append(texts, fmt.Sprintf("%s, %s, missing=%s\n- %s\n+ %s", difference.Object, part.Name, difference.Missing,
				part.Source, part.Target))
		}
	}
	return texts
}

// change is a line of testdata/compare/changes.txt.
type change struct {
	sql     string
	objects []string // that differ then
}

func readChanges(t *testing.T) []change {
	t.Helper()
	text, err := os.ReadFile("testdata/compare/changes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var changes []change
	for _, line := range strings.Split(strings.ReplaceAll(string(text), "\n ", " "), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		sql, objects, found := strings.Cut(line, " => ")
		if !found {
			t.Fatalf("no change: %s", line)
		}
		changes = append(changes, change{sql: sql, objects: strings.Split(strings.TrimSpace(objects), "; ")})
	}
	return changes
}

// TestCompareSeesEveryChange copies a database with an object of each kind, changes one thing on one side, and looks for it.
func TestCompareSeesEveryChange(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("testdata/compare/database.sql")
	if err != nil {
		t.Fatal(err)
	}
	s := newStory("compare", string(script))
	s.roles = []string{"compare_a", "compare_b"}
	server := pgtest.Start(t, pgtest.Newest)
	source := s.database(t, server)
	facts := source.facts(t)
	target := openSide(t, catalog.Target, server.Database(t, s.brought))
	target.makeLargeObjects(t, facts)
	target.execute(t, target.write(t, facts))
	if found := differences(facts, target.facts(t)); len(found) > 0 {
		t.Fatalf("before any change:\n%s", strings.Join(found, "\n"))
	}
	hasEveryKind(t, describe(facts, facts))
	sides := []*side{source, target}
	for i, changes := range inPacks(readChanges(t)) {
		if problem := check(t, sides[i%2], facts, changes...); problem != "" {
			one := func(c change) bool { return check(t, sides[i%2], facts, c) == "" }
			for _, change := range slices.DeleteFunc(changes, one) {
				t.Error(check(t, sides[i%2], facts, change))
			}
		}
	}
}

// hasEveryKind makes sure that what is changed has all kinds that there are. A label needs a module to be had; the changes
// put one there themselves.
func hasEveryKind(t *testing.T, statements []*ddl.Statement) {
	t.Helper()
	for kind := ddl.KindSchema; kind <= ddl.KindEventTrigger; kind++ {
		if kind != ddl.KindSecurityLabel && !slices.ContainsFunc(statements, func(s *ddl.Statement) bool { return s.Kind == kind }) {
			t.Errorf("the database has nothing of kind %d", kind)
		}
	}
}

// inPacks puts changes together that are about different objects: to read a database takes longest.
func inPacks(changes []change) [][]change {
	var packs [][]change
	var taken []map[string]bool
	for _, c := range changes {
		at := 0
		for at < len(packs) && slices.ContainsFunc(c.objects, func(object string) bool { return taken[at][object] }) {
			at++
		}
		if at == len(packs) {
			packs, taken = append(packs, nil), append(taken, map[string]bool{})
		}
		packs[at] = append(packs[at], c)
		for _, object := range c.objects {
			taken[at][object] = true
		}
	}
	return packs
}

// check changes one side, compares it with what both were, takes the changes back, and says what is not as it should be.
func check(t *testing.T, changed *side, before *catalog.Facts, changes ...change) string {
	t.Helper()
	tx, err := changed.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	var all, want []string
	for _, c := range changes {
		all, want = append(all, c.sql), append(want, c.objects...)
	}
	sql := strings.Join(all, "; ")
	if _, err := changed.conn.PgConn().Exec(t.Context(), "set search_path = ''; "+sql).ReadAll(); err != nil {
		return fmt.Sprintf("%s: %v", sql, err)
	}
	after, err := catalog.ReadFacts(t.Context(), tx, changed.server)
	if err != nil {
		return fmt.Sprintf("%s: %v", sql, err)
	}
	var found []string
	for _, difference := range ddl.Compare(describe(before, after), describe(after, before), pgparse.Equivalent).Differences {
		found = append(found, difference.Object)
	}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		return fmt.Sprintf("%s:\n got %s\nwant %s", sql, strings.Join(found, "; "), strings.Join(want, "; "))
	}
	return ""
}

func describe(facts, other *catalog.Facts) []*ddl.Statement {
	return ddl.Describe(ddl.WithMembers(facts, other), other.Server, ddl.Options{})
}

// TestCompareOfQuotedNames compares servers that quote all names, since one is reserved by the newer; but for that of the
// type json, which the newer one prints as it is.
func TestCompareOfQuotedNames(t *testing.T) {
	const script = `drop schema public; create schema s; create table s.t ("system_user" int); create function s.f("json" json) returns json language sql as 'select $1'`
	var sides []*side
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		sides = append(sides, openSide(t, catalog.Source, pgtest.Start(t, major).Database(t, script)))
	}
	judge := judgement{source: sides[0], target: sides[1]}
	judge.compared(t, sides[0].facts(t), sides[1].facts(t))
}

// TestCompareSharedIdentity: where partitions do not have their parent's identity columns, a comparison shows that they lack it,
// and not that a newer target's have it.
func TestCompareSharedIdentity(t *testing.T) {
	t.Parallel()
	const script = "create table p (a int, b int not null generated always as identity) partition by list (a); create table p1 partition of p default"
	newer := openSide(t, catalog.Source, pgtest.Start(t, 17).Database(t, script)).facts(t)
	older := openSide(t, catalog.Source, pgtest.Start(t, 16).Database(t, script)).facts(t)
	if found := differences(newer, older); len(found) != 1 || !strings.Contains(found[0], "identity of column public.p1.b") {
		t.Errorf("a copy to an older server: %q", found)
	}
	if found := differences(older, newer); len(found) > 0 {
		t.Errorf("a copy to a newer server: %q", found)
	}
}
