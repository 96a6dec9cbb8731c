package run_test

import (
	"errors"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/plan/drift"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// TestDriftStopsAndGoesOn: a column that comes to the source stops the run between two transactions, and the statement that
// the error names lets it go on. A table that comes does not disturb the application, and is told at the end (27, 35).
func TestDriftStopsAndGoesOn(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	f := followLive(t, config)
	pgtest.Exec(t, source, "create table keyless (a int); insert into keyless values (1); update keyless set a = 2")
	pgtest.Exec(t, source, "insert into account values (4001, 0, 'before', 4001)")
	pgtest.Exec(t, source, "alter table account add column extra text")
	pgtest.Exec(t, source, "update account set extra = 'x' where id = 4001")
	mend := mending(t, f.end(t))
	if got := pgtest.Query(t, target, "select note from account where id = 4001"); len(got) != 1 {
		t.Errorf("what was before the change is not there: %v", got)
	}
	for _, sql := range mend {
		pgtest.Exec(t, target, sql)
	}
	config.Resume = true
	var strayed []string
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		if lost, ok := event.(run.LeftOut); ok {
			strayed = append(strayed, lost.Loss.Object)
		}
	}}
	setEnd(t, source, target)
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strayed, " "); got != "table public.keyless" {
		t.Errorf("told of tables that are not followed: got %q", got)
	}
	pgtest.Exec(t, source, "drop table keyless")
	same(t, config, source, target)
}

// mending returns the statements that an error of drift names.
func mending(t *testing.T, err error) []string {
	t.Helper()
	var relation *apply.DriftError
	var definitions *drift.Error
	switch {
	case errors.As(err, &relation):
		return relation.Mend
	case errors.As(err, &definitions):
		return definitions.Mend
	}
	t.Fatalf("got %v, want an error of drift", err)
	return nil
}

// TestPartitionThatTheTargetLacks: rows of a partition that came to the source stop the run until the target has it (29).
func TestPartitionThatTheTargetLacks(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	f := followLive(t, config)
	const partition = "create table measure_later partition of measure for values from ('2030-01-01') to ('2040-01-01')"
	pgtest.Exec(t, source, partition)
	pgtest.Exec(t, source, "insert into measure values ('2035-01-01', 1)")
	var drift *apply.DriftError
	if err := f.end(t); !errors.As(err, &drift) || drift.Table != (catalog.Name{Schema: "public", Name: "measure_later"}) {
		t.Fatalf("got %v, want drift of measure_later", err)
	}
	pgtest.Exec(t, target, partition)
	config.Resume = true
	f = startFollower(t, config)
	f.finish(t, source, target)
}
