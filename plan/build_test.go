package plan_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/plan"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var update = flag.Bool("update", false, "write the golden files anew")

// decisions writes a plan as text: a line a step, with what it needs and what it keeps for itself.
func decisions(p *plan.Plan) string {
	var text strings.Builder
	for _, step := range p.Steps {
		fmt.Fprintf(&text, "%d %s\n", step.Place, step.ID)
		for _, need := range step.Needs {
			fmt.Fprintf(&text, "    after %s\n", p.Steps[need].ID)
		}
		for _, statement := range step.Statements {
			fmt.Fprintf(&text, "    %s\n", strings.ReplaceAll(statement.SQL, "\n", " "))
		}
		if step.Kind == plan.Copy {
			fmt.Fprintf(&text, "    %s\n    %s\n", step.Table.Copy.CopyOut(step.Rows()), step.Table.Copy.CopyIn(!step.Table.Adds))
		}
	}
	return text.String()
}

// facts reads the facts of a database that a script makes.
func facts(t *testing.T, script string) *catalog.Facts {
	t.Helper()
	url := pgtest.Start(t, pgtest.Newest).Database(t, script)
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := endpoint.Connect(t.Context(), "plan")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	server, err := catalog.ProbeServer(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	var read *catalog.Facts
	err = pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		read, err = catalog.ReadFacts(t.Context(), tx, server)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestBuild compares the plan of each database in testdata with the one that was reviewed.
func TestBuild(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("finding scripts: %v, %v", scripts, err)
	}
	for _, file := range scripts {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read := facts(t, string(script))
		options := plan.Options{DropIfExists: strings.Contains(file, "drop")}
		first, err := plan.Build(read, read.Server, options)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		second, err := plan.Build(read, read.Server, options)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if diff := cmp.Diff(decisions(first), decisions(second)); diff != "" {
			t.Errorf("%s: two plans of the same facts differ:\n%s", file, diff)
		}
		golden(t, strings.TrimSuffix(file, ".sql")+".want", decisions(first))
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got, -update writes it anew):\n%s", file, diff)
	}
}
