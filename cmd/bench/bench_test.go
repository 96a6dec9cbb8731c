package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// TestBench measures every database, made tiny, on servers of the bench's own, and checks that all is told and nothing left.
func TestBench(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	program := filepath.Join(t.TempDir(), "copydb")
	if output, err := exec.Command("go", "build", "-o", program, "copydb/cmd/copydb").CombinedOutput(); err != nil {
		t.Fatalf("building copydb: %v\n%s", err, output)
	}
	var out strings.Builder
	b := bench{program: program, databases: []string{"bench", "many", "lobs", "schema", "wide"}, tools: tools[:1], scale: 0.0005, rounds: 1,
		jobs: 2, away: 2 * time.Millisecond, major: pgtest.Newest, out: &out}
	if err := b.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, database := range b.databases {
		line := regexp.MustCompile(database + `: \d+ MB in tables, 2 jobs, \d+ cores, 1 rounds\n.*\n +copydb +\d+\.\d\d s .* MB`)
		if !line.MatchString(out.String()) {
			t.Errorf("no figures of %s", database)
		}
	}
	if far := strings.Count(out.String(), "copydb, 2 ms away "); far != 2*len(fromAway) {
		t.Errorf("copydb is told of %d times as away, want %d", far, 2*len(fromAway))
	}
	if _, err := os.Stat(b.folder); !os.IsNotExist(err) {
		t.Errorf("the folder is left: %v", err)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// TestBrokenTool: what a tool says when it fails is told.
func TestBrokenTool(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	server, target := pgtest.Start(t, pgtest.Newest), pgtest.Own(t, pgtest.Newest)
	var out strings.Builder
	b := bench{program: "/bin/false", databases: []string{"lobs"}, tools: tools[:1], scale: 0.0001, rounds: 1, jobs: 1,
		source: server.URL("postgres"), target: target.URL("postgres"), out: &out}
	t.Cleanup(func() { pgtest.Exec(t, server.URL("postgres"), "drop database if exists lobs") })
	if err := b.run(t.Context()); err == nil || !strings.Contains(err.Error(), "database lobs: copydb: exit status 1") {
		t.Errorf("got %v", err)
	}
}

func TestChoices(t *testing.T) {
	for _, arguments := range [][]string{
		{"-databases", "bench,nothing"}, {"-tools", "copydb,nothing"}, {"-scale", "0"}, {"-rounds", "0"}, {"word"},
		{"-source", "postgres://there"},
	} {
		if err := start(t.Context(), arguments); err == nil {
			t.Errorf("%v: no error", arguments)
		}
	}
}
