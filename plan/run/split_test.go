package run_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/run"
)

// bigTables are cut: by keys of several types, with NULLs, with many equal ones, and with none; with TOAST; with a child.
const bigTables = `
create table by_int (id int primary key, filler text);
insert into by_int select i * i % 100003, repeat('x', 100) from generate_series(1, 5000) i on conflict do nothing;
delete from by_int where id % 3 = 0;
create table by_text (name text unique, n int);
insert into by_text select case when i % 10 > 0 then 'it''s näme \ ' || i end, i from generate_series(1, 5000) i;
create table by_time ("the ""at""" timestamptz, id uuid default '00000000-0000-0000-0000-000000000001', primary key ("the ""at""", id));
insert into by_time select '2024-01-01'::timestamptz + i * interval '0.1 s' from generate_series(1, 5000) i;
create table few (a int);
insert into few select i % 3 from generate_series(1, 20000) i;
create index on few (a desc);
create table nothing (a int);
insert into nothing select generate_series(1, 20000);
create table toasted (id int primary key, body text);
alter table toasted alter body set storage external;
insert into toasted select i, repeat('y', 10000) from generate_series(1, 100) i;
create table child (extra int) inherits (by_int);
insert into child select -i, 'child', i from generate_series(1, 3000) i;
create table floats (f float8 primary key);
insert into floats select i / 7.0 from generate_series(1, 9000) i union all select 'NaN'::float8 union all select '-Infinity'::float8;
analyze;
`

// splitConfig has every table of some size cut into parts.
func splitConfig(t *testing.T, source, target string, by plan.SplitBy) run.Config {
	config := endpoints(t, source, target)
	config.TableJobs = 4
	config.Options.Split = plan.Split{LargerThan: 100_000, By: by}
	return config
}

// countParts counts the parts that are copied, by the table's name.
func countParts(config *run.Config) map[string]int {
	parts := map[string]int{}
	var mu sync.Mutex
	config.Subscribers = append(config.Subscribers, func(event run.Event) {
		mu.Lock()
		defer mu.Unlock()
		if finished, ok := event.(run.StepFinished); ok && finished.Step.Kind == plan.Copy && finished.Err == nil {
			parts[finished.Step.Table.Name.Name]++
		}
	})
	return parts
}

// TestSplit copies tables in parts, by blocks and by keys, and compares both sides.
func TestSplit(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		source := pgtest.Start(t, major).Database(t, bigTables)
		for _, by := range []plan.SplitBy{plan.ByBest, plan.ByKey, plan.ByCTID} {
			target := pgtest.Start(t, pgtest.Newest).Database(t)
			config := splitConfig(t, source, target, by)
			parts := countParts(&config)
			if err := run.Run(t.Context(), config); err != nil {
				t.Fatalf("PostgreSQL %d by %q: %v", major, by, err)
			}
			whole := map[string]bool{"toasted": true} // its heap is one block
			if by == plan.ByKey || by == plan.ByBest && major == pgtest.Oldest {
				whole = map[string]bool{"nothing": true, "child": true} // they have no index
			}
			for table, count := range parts {
				if (count > 1) == whole[table] {
					t.Errorf("PostgreSQL %d by %q: table %s was copied in %d parts", major, by, table, count)
				}
			}
			if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
				t.Errorf("PostgreSQL %d by %q: source and target differ:\n%s", major, by, diff)
			}
			if got := pgtest.Query(t, target, "select vacuum_count > 0 from pg_stat_user_tables where relname = 'by_time'"); got[0][0] != "t" {
				t.Errorf("PostgreSQL %d by %q: a table in parts was not vacuumed", major, by)
			}
		}
	}
}

// TestSplitMaxParts bounds the parts of a table, and leaves small tables whole.
func TestSplitMaxParts(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, bigTables)
	config := splitConfig(t, source, server.Database(t), plan.ByBest)
	config.Options.Split = plan.Split{LargerThan: 600_000, MaxParts: 2}
	parts := countParts(&config)
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if parts["nothing"] != 2 || parts["few"] != 2 || parts["by_time"] != 1 {
		t.Errorf("parts are %v", parts)
	}
}

// TestSplitRunResumed stops a run when parts are there and others are not, lets the source's table become another, and goes on
// under the snapshot of the beginning: with the same parts, of which none is done twice.
func TestSplitRunResumed(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for _, by := range []plan.SplitBy{plan.ByCTID, plan.ByKey} {
		source, target := server.Database(t, bigTables), server.Database(t)
		config := splitConfig(t, source, target, by)
		config.TableJobs, config.SnapshotID = 1, holdSnapshot(t, source)
		want := contents(t, source)
		stopAt(t, config, plan.Copy)
		done := pgtest.Query(t, target, "select id from copydb.step where kind = 'copy'")
		if len(done) == 0 {
			t.Fatal("no part is there when the run has stopped")
		}
		pgtest.Exec(t, source, "insert into nothing select generate_series(1, 50000); delete from by_int; analyze")
		pgtest.Exec(t, source, "update toasted set body = 'z'")
		config.Resume = true
		parts := countParts(&config)
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatalf("by %q: %v", by, err)
		}
		if diff := cmp.Diff(want, contents(t, target)); diff != "" {
			t.Errorf("by %q: the target is not what the source was:\n%s", by, diff)
		}
		if parts["nothing"] == 0 {
			t.Errorf("by %q: %v were done before, and then %v", by, done, parts)
		}
	}
}

// TestKilledInParts kills a copy in parts at random instants, and goes on after each.
func TestKilledInParts(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, bigTables, "create table customer (id int)")
	random := rand.New(rand.NewPCG(3, 4))
	k := &killer{source: source, snapshot: holdSnapshot(t, source), split: "50000"}
	for k.kills < 20 {
		k.target = server.Database(t)
		k.copyThroughKills(t, func() time.Duration { return time.Duration(random.IntN(20)) * time.Millisecond })
		if diff := cmp.Diff(contents(t, k.source), contents(t, k.target)); diff != "" {
			t.Fatalf("source and target differ after %d kills:\n%s", k.kills, diff)
		}
	}
}

// TestPartTriedAgain kills the session of a part: what it had copied does not count.
func TestPartTriedAgain(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for _, side := range []string{"source", "target"} {
		source, target := server.Database(t, bigTables), server.Database(t)
		config := splitConfig(t, source, target, plan.ByBest)
		config.RetryFor = time.Minute
		url := map[string]string{"source": source, "target": target}[side]
		var once sync.Once
		config.Subscribers = []run.Subscriber{func(event run.Event) {
			if passed, ok := event.(run.BytesCopied); ok && passed.Step.Table.Parts > 1 {
				once.Do(func() {
					pgtest.Query(t, url, `select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name = 'copydb/copy'`)
				})
			}
		}}
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatalf("killing workers of the %s: %v", side, err)
		}
		if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
			t.Errorf("killing workers of the %s: source and target differ:\n%s", side, diff)
		}
	}
}

// TestSplitFilled copies parts into a table that is there already.
func TestSplitFilled(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, bigTables), server.Database(t)
	config := splitConfig(t, source, target, plan.ByBest)
	config.Options.Only = plan.Schema
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	config.Options.Only = plan.Data
	parts := countParts(&config)
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if parts["nothing"] < 2 {
		t.Errorf("parts are %v", parts)
	}
	if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
		t.Errorf("source and target differ:\n%s", diff)
	}
}

// TestKeyParts: many equal keys make fewer parts, and no row is in two.
func TestKeyParts(t *testing.T) {
	for _, bounds := range [][]string{nil, {"1"}, {"1", "2", "3"}} {
		parts := plan.KeyParts("a", bounds)
		if len(parts) != len(bounds)+1 || parts[0].Low != "" || parts[len(bounds)].High != "" {
			t.Errorf("%v: %v", bounds, parts)
		}
		for i := range bounds {
			if parts[i].High != bounds[i] || parts[i+1].Low != bounds[i] {
				t.Errorf("%v: a gap in %v", bounds, parts)
			}
		}
	}
	for blocks := int64(0); blocks < 20; blocks++ {
		next := uint32(0)
		for _, part := range plan.BlockParts(blocks, 7) {
			if part.First != next {
				t.Errorf("%d blocks: a gap in %v", blocks, fmt.Sprint(plan.BlockParts(blocks, 7)))
			}
			next = part.End
		}
		if next != 0 {
			t.Errorf("%d blocks: the last part has an end", blocks)
		}
	}
}
