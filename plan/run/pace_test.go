package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/run"
)

// TestPace: what a worker's session is given of the target's machine, and what it is not.
func TestPace(t *testing.T) {
	const mb = 1 << 20
	cases := []struct {
		has   catalog.Resources
		jobs  int
		wants string
	}{
		{catalog.Resources{Maintenance: 64 * mb}, 4, ""},
		{catalog.Resources{Memory: 4096 * mb, Processors: 2, Maintenance: 64 * mb}, 2, "; SET maintenance_work_mem = '524288kB'; SET max_parallel_maintenance_workers = 0"},
		{catalog.Resources{Memory: 512 * mb, Processors: 2, Maintenance: 64 * mb}, 4, "; SET max_parallel_maintenance_workers = 0"},
		{catalog.Resources{Memory: 512 * 1024 * mb, Processors: 64, Maintenance: 64 * mb}, 4, "; SET maintenance_work_mem = '1048576kB'; SET max_parallel_maintenance_workers = 8"},
	}
	for _, c := range cases {
		if got, want := run.PaceSQL(c.has, c.jobs), "SET synchronous_commit = off"+c.wants; got != want {
			t.Errorf("%+v with %d jobs:\ngot  %s\nwant %s", c.has, c.jobs, got, want)
		}
	}
}

// TestPaceOfSteps: an index of keys that lie elsewhere is built with little memory, one of a table that the machine's memory
// holds without reading ahead.
func TestPaceOfSteps(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	machine := catalog.Resources{Memory: 8 * gb, Processors: 2, Maintenance: 64 * mb}
	large := catalog.Resources{Memory: 64 * gb, Processors: 8, Maintenance: 64 * mb}
	const cached = "SET LOCAL effective_io_concurrency = 0"
	cases := []struct {
		has   catalog.Resources
		step  plan.Step
		wants []string
	}{
		{machine, plan.Step{Kind: plan.Index, Weight: gb}, []string{cached}},
		{machine, plan.Step{Kind: plan.ForeignKey, Weight: 2 * gb}, nil},
		{machine, plan.Step{Kind: plan.PreData}, nil},
		{catalog.Resources{Maintenance: 64 * mb}, plan.Step{Kind: plan.Index, Weight: gb, SortBytes: gb}, nil},
		{machine, plan.Step{Kind: plan.Index, Weight: mb, SortBytes: mb}, []string{"SET LOCAL maintenance_work_mem = '4096kB'", cached}},
		{machine, plan.Step{Kind: plan.Index, Weight: 9 * gb, SortBytes: 10 * gb}, []string{"SET LOCAL maintenance_work_mem = '81920kB'"}},
		{large, plan.Step{Kind: plan.Index, Weight: mb, SortBytes: mb}, []string{"SET LOCAL maintenance_work_mem = '131072kB'", cached}},
	}
	for _, c := range cases {
		if got := run.StepPaceSQL(c.has, 2, &c.step); !slices.Equal(got, c.wants) {
			t.Errorf("%+v, %s of %d bytes, sorting %d: got %q, want %q", c.has, c.step.Kind, c.step.Weight, c.step.SortBytes, got, c.wants)
		}
	}
}

// TestPaceOfIndexBuilds looks at the settings with which a run's index is built, as a superuser and as a role that may not ask.
func TestPaceOfIndexBuilds(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		server := pgtest.Start(t, major)
		role := fmt.Sprintf("plain_%d", major)
		pgtest.Exec(t, server.URL("postgres"), "create role "+role+" login")
		t.Cleanup(func() { pgtest.Exec(t, server.URL("postgres"), "drop owned by "+role+"; drop role "+role) })
		source := server.Database(t, `create function settings(int) returns text language sql immutable as
			$$ select current_setting('synchronous_commit') || ' ' || current_setting('max_parallel_maintenance_workers') $$;
			create table t (a int); insert into t values (1);
			create index on t (settings(a))`)
		for _, as := range []string{"postgres", role} {
			target := server.Database(t)
			pgtest.Exec(t, target, "grant all on schema public to "+role+"; grant "+role+" to postgres; alter database "+
				target[strings.LastIndex(target, "/")+1:]+" owner to "+role)
			config := endpoints(t, source, strings.Replace(target, "postgres@", as+"@", 1))
			config.Options.DDL.NoOwner, config.Options.DDL.NoPrivileges = true, true
			if err := run.Run(t.Context(), config); err != nil {
				t.Fatal(err)
			}
			used := pgtest.Query(t, target, "set enable_seqscan = off; set enable_bitmapscan = off; select settings(a) from t where settings(a) >= 'off'")
			if len(used) != 1 {
				t.Errorf("PostgreSQL %d as %s: the index holds something else than a setting of off", major, as)
			}
		}
	}
}
