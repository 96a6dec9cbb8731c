package ddl_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/ddl"
)

// judgement compares the two sides of a story. Where their versions differ, reference makes the database of the story's
// own script on the target's version: what the target shows may then differ from the source in the way the newer server
// prints the same thing, and in no other.
type judgement struct {
	source, target *side
	reference      func() *side
}

// statements compares what the two sides' facts lead to.
func (j *judgement) statements(t *testing.T, source, target []*ddl.Statement) {
	t.Helper()
	want, got := listing(source), listing(target)
	if want != got && j.reference != nil {
		reference := j.reference()
		own := map[string]string{}
		for _, s := range reference.write(t, reference.facts(t)) {
			own[s.Name] = own[s.Name] + "\n" + s.SQL
		}
		want = listing(asPrintedBy(own, source, target))
	}
	if want != got {
		t.Errorf("the copy leads to other statements:\n%s", diff(want, got))
	}
}

// asPrintedBy takes over into the source's statements the wording of the target where the target's own version words the
// same object of the same script so.
func asPrintedBy(own map[string]string, source, target []*ddl.Statement) []*ddl.Statement {
	reworded := slices.Clone(source)
	wording := map[string]string{}
	for _, s := range target {
		wording[s.Name] = wording[s.Name] + "\n" + s.SQL
	}
	at := map[string]int{}
	for i, s := range source {
		if wording[s.Name] == own[s.Name] {
			lines := nthStatement(target, s.Name, at[s.Name])
			if lines != "" {
				reworded[i].SQL = lines
			}
		}
		at[s.Name]++
	}
	return reworded
}

func nthStatement(statements []*ddl.Statement, name string, n int) string {
	for _, s := range statements {
		if s.Name != name {
			continue
		}
		if n == 0 {
			return s.SQL
		}
		n--
	}
	return ""
}

// catalogs compares what no statement tells: the physical order of columns, where they come from, and how many objects
// there are.
func (j *judgement) catalogs(t *testing.T) {
	t.Helper()
	want, got := j.source.catalogLines(t), j.target.catalogLines(t)
	if j.source.server.HasNamedNotNull() != j.target.server.HasNamedNotNull() {
		// One side has no rows for NOT NULL; the columns' own lines tell it.
		want, got = notNulls.ReplaceAllString(want+"\n", ""), notNulls.ReplaceAllString(got+"\n", "")
	}
	if want != got && j.reference != nil {
		want, got = dropShared(want, got, j.reference().catalogLines(t))
	}
	if want != got {
		t.Errorf("the catalogs differ:\n%s", diff(want, got))
	}
}

// notNulls are the lines of NOT NULL constraints.
var notNulls = regexp.MustCompile(`(?m)^constraint .* type=n .*\n`)

// dropShared leaves out of two texts the lines that are the target's own version's way: those of got that reference has
// as well, and those of want that reference has not.
func dropShared(want, got, reference string) (string, string) {
	inWant, inGot, inReference := lineSet(want), lineSet(got), lineSet(reference)
	keep := func(text string, drop func(line string) bool) string {
		return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), drop), "\n")
	}
	return keep(want, func(line string) bool { return !inGot[line] && !inReference[line] }),
		keep(got, func(line string) bool { return !inWant[line] && inReference[line] })
}

func lineSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		set[line] = true
	}
	return set
}

func (s *side) catalogLines(t *testing.T) string {
	t.Helper()
	query, err := os.ReadFile("testdata/judge/catalogs.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.conn.Query(t.Context(), string(query))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// dumps compares pg_dump's view of both sides, line by line.
func (j *judgement) dumps(t *testing.T) {
	program, problem := findPgDump(max(j.source.server.Major(), j.target.server.Major()))
	if problem != "" {
		t.Log("not judged by pg_dump: " + problem)
		return
	}
	want, got := dump(t, program, j.source), dump(t, program, j.target)
	if want != got && j.reference != nil {
		want, got = dropShared(want, got, dump(t, program, j.reference()))
	}
	if want != got {
		t.Errorf("pg_dump shows a difference:\n%s", diff(want, got))
	}
}

// findPgDump looks for a pg_dump at least as new as both servers: COPYDB_TEST_PG_DUMP, or the one in PATH. It says what
// the problem is where there is none.
func findPgDump(newest int) (program, problem string) {
	if program = os.Getenv("COPYDB_TEST_PG_DUMP"); program == "" {
		program = "pg_dump"
	}
	version, err := exec.Command(program, "--version").Output()
	if err != nil {
		return "", fmt.Sprintf("none found (COPYDB_TEST_PG_DUMP names one): %v", err)
	}
	match := regexp.MustCompile(`\d+`).Find(version)
	if major, _ := strconv.Atoi(string(match)); major < newest {
		return "", fmt.Sprintf("pg_dump %d is older than the server %d (COPYDB_TEST_PG_DUMP names another)", major, newest)
	}
	return program, ""
}

// fromServer are the lines of a dump that tell about the run of pg_dump, not about the database.
var fromServer = regexp.MustCompile(`(?m)^(-- Dumped (from|by) |\\(un)?restrict ).*\n`)

func dump(t *testing.T, program string, s *side) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), program, "--schema-only", "--dbname="+s.url).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("dumping %s: %v\n%s", s.url, err, exit.Stderr)
	}
	if err != nil {
		t.Fatalf("dumping %s: %v", s.url, err)
	}
	return fromServer.ReplaceAllString(string(output), "")
}

// isDuplicate tells the errors of making what is there already: duplicate_object.
func isDuplicate(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && pgErr.Code == "42710"
}
