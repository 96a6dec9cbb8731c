//go:build corpus

package run_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/ddl/pgparse"
	"copydb/plan"
	"copydb/plan/run"
)

// corpusVariable names a dump in gzip, as pg_dump writes it for psql, of a database with much in it: make test-corpus.
const corpusVariable = "COPYDB_TEST_CORPUS"

// corpus loads the dump into a database of its own.
func corpus(t *testing.T, major int) string {
	t.Helper()
	file, err := os.Open(os.Getenv(corpusVariable))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.Start(t, major).Database(t)
	conn, err := pgconn.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	loadDump(t, conn, unzipped)
	return url
}

// loadDump does with a dump what psql would.
func loadDump(t *testing.T, conn *pgconn.PgConn, dump io.Reader) {
	t.Helper()
	var script strings.Builder
	flush := func() {
		if _, err := conn.Exec(t.Context(), script.String()).ReadAll(); err != nil {
			t.Fatalf("loading the dump: %v", err)
		}
		script.Reset()
	}
	lines := bufio.NewReader(dump)
	for {
		line, err := lines.ReadString('\n')
		switch {
		case strings.HasPrefix(line, "COPY ") && strings.HasSuffix(line, " FROM stdin;\n"):
			flush()
			var rows strings.Builder
			for row, _ := lines.ReadString('\n'); row != "\\.\n"; row, _ = lines.ReadString('\n') {
				rows.WriteString(row)
			}
			if _, err := conn.CopyFrom(t.Context(), strings.NewReader(rows.String()), strings.TrimSuffix(line, ";\n")); err != nil {
				t.Fatalf("loading the dump: %s%v", line, err)
			}
		case strings.HasPrefix(line, `\`):
		default:
			script.WriteString(strings.ReplaceAll(line, "COMPRESSION lz4", "COMPRESSION pglz")) // not all test servers have lz4
		}
		if err != nil {
			flush()
			return
		}
	}
}

// randomFilter makes up a filter of what a database has.
func randomFilter(random *rand.Rand, facts *catalog.Facts) filter.Filter {
	var f filter.Filter
	exactly := func(name catalog.Name) filter.Pattern { return filter.Pattern{Text: name.String()} }
	table := func() catalog.Name { return facts.Tables[random.IntN(len(facts.Tables))].Name }
	for range random.IntN(8) {
		f.ExcludeTables = append(f.ExcludeTables, exactly(table()))
	}
	for range random.IntN(4) {
		f.ExcludeData = append(f.ExcludeData, exactly(table()))
		f.ExcludeIndexes = append(f.ExcludeIndexes, exactly(facts.Indexes[random.IntN(len(facts.Indexes))].Name))
	}
	for range random.IntN(3) {
		f.Where = append(f.Where, filter.Where{Table: exactly(table()), Condition: "ctid > '(0,1)'"})
	}
	if random.IntN(4) == 0 {
		f.ExcludeTables = append(f.ExcludeTables, filter.Pattern{Text: fmt.Sprintf("*.*%c*", 'a'+rune(random.IntN(26)))})
	}
	if random.IntN(5) == 0 {
		for range 1 + random.IntN(20) {
			f.IncludeTables = append(f.IncludeTables, exactly(table()))
		}
	}
	if random.IntN(4) == 0 {
		schema := facts.Schemas[random.IntN(len(facts.Schemas))].Name
		f.ExcludeSchemas = append(f.ExcludeSchemas, filter.Pattern{Text: catalog.Ident(schema)})
	}
	return f
}

// sourceFacts reads all of a database.
func sourceFacts(t *testing.T, url string) *catalog.Facts {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := endpoint.Facts(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// TestFiltersOnACorpus tries filters on a database with nearly everything in it: every plan can be ordered, nothing in it
// needs what is out, and runs come to their end with a target that is the same as far as the filter goes.
func TestFiltersOnACorpus(t *testing.T) {
	source := corpus(t, 15)
	facts := sourceFacts(t, source)
	for seed := range uint64(300) {
		f := randomFilter(rand.New(rand.NewPCG(seed, 0)), facts)
		if _, err := plan.Build(facts, catalog.Imagined(18), plan.Options{Filter: f}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	pattern := func(texts ...string) (patterns []filter.Pattern) {
		for _, text := range texts {
			patterns = append(patterns, filter.Pattern{Text: text})
		}
		return patterns
	}
	filters := map[string]filter.Filter{
		"one schema":          {IncludeSchemas: pattern("fkpart3")},
		"all schemas but one": {ExcludeSchemas: pattern("public")},
		"a parent of many":    {ExcludeTables: pattern("person", "tenk1", "onek", "b_star")},
		"rows of a parent":    {ExcludeData: pattern("person", "range_parted", "*.pk*", "tenk1")},
		"tables alone":        {IncludeTables: pattern("*.t*", "*.fk*")},
		"no indexes":          {ExcludeIndexes: pattern("*.*")},
	}
	for seed := range uint64(6) {
		filters[fmt.Sprintf("seed %d", seed)] = randomFilter(rand.New(rand.NewPCG(seed, 1)), facts)
	}
	for name, f := range filters {
		t.Run(name, func(t *testing.T) { tryFilter(t, source, facts, f) })
	}
}

// tryFilter copies what a filter chooses, and compares both sides as far as the filter goes.
func tryFilter(t *testing.T, source string, facts *catalog.Facts, f filter.Filter) {
	target := pgtest.Start(t, 15).Database(t)
	config := endpoints(t, source, target)
	config.Options = plan.Options{Filter: f}
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	made := sourceFacts(t, target)
	chosen := filter.Choose(facts, f).Facts
	comparison := ddl.Compare(ddl.Describe(chosen, made.Server, ddl.Options{}),
		ddl.Describe(filter.Choose(made, f).Facts, facts.Server, ddl.Options{}), pgparse.Equivalent)
	for _, difference := range comparison.Differences {
		t.Errorf("%s differs: missing %q, %d parts: %+v", difference.Object, difference.Missing, len(difference.Parts), difference.Parts[0])
	}
}
