package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/run"
)

// analyzed has columns of types with statistics of every kind, names that need care, and tables that have none to copy.
const analyzed = `
create type mood as enum ('calm', 'it''s "urgent"', 'a,b{}\');
create table "T 1" (id int primary key, "the ""name""" text, mood mood, tags text[], during int4range, body jsonb, nothing int);
insert into "T 1" select i, repeat('näme, "quoted" \ ', 1 + i % 3), (enum_range(null::mood))[1 + i % 3], array['tag' || i % 7, 'x,"y'],
	int4range(i, i + i % 9), jsonb_build_object('a', i % 5), null from generate_series(1, 2000) i;
create index "by length" on "T 1" (length("the ""name""" ), (id % 10));
create table parent (a int);
create table child (b int) inherits (parent);
insert into parent select i % 10 from generate_series(1, 100) i;
insert into child select i % 20, i from generate_series(1, 500) i;
create table empty (a int);
create table extended (a int, b int);
insert into extended select i % 10, i % 20 from generate_series(1, 1000) i;
create statistics extended_ab (dependencies) on a, b from extended;
analyze;
create table late (a int);
insert into late select i % 10 from generate_series(1, 1000) i;
create table indexed (a int);
insert into indexed select i % 10 from generate_series(1, 1000) i;
create index on indexed (a);
`

// statistics is what the planner knows of columns. Its numbers of pages are each server's own.
const statistics = `select tablename, attname, inherited, null_frac, avg_width, n_distinct, most_common_vals::text, most_common_freqs,
	histogram_bounds::text, correlation, most_common_elems::text, most_common_elem_freqs, elem_count_histogram
	from pg_stats where schemaname = 'public' order by 1, 2, 3`

// TestStatistics copies statistics where the target takes them, and collects those that cannot be copied.
func TestStatistics(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		source := pgtest.Start(t, pair[0]).Database(t, analyzed)
		target := pgtest.Start(t, pair[1]).Database(t)
		steps := map[plan.Kind]int{}
		config := endpoints(t, source, target)
		config.Subscribers = []run.Subscriber{func(event run.Event) {
			if finished, ok := event.(run.StepFinished); ok {
				steps[finished.Step.Kind]++
			}
		}}
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		if steps[plan.Statistics] != 1 || steps[plan.Analyze] == 0 {
			t.Errorf("%v: steps are %v, want one that copies statistics, and others that collect them", pair, steps)
		}
		if diff := cmp.Diff(statisticsOf(t, source), statisticsOf(t, target)); diff != "" {
			t.Errorf("%v: statistics of source and target differ:\n%s", pair, diff)
		}
		for _, table := range []string{"late", "indexed", "extended"} {
			if got := pgtest.Query(t, target, "select count(*) from pg_stats where tablename = '"+table+"'")[0][0]; got == "0" {
				t.Errorf("%v: table %s was not analyzed", pair, table)
			}
		}
		if got := pgtest.Query(t, target, "select count(*) from pg_statistic_ext_data")[0][0]; got != "1" {
			t.Errorf("%v: extended statistics were not collected", pair)
		}
		if got := pgtest.Query(t, target, `select reltuples from pg_class where relname = 'T 1'`)[0][0]; got != "2000" {
			t.Errorf("%v: the planner believes in %s rows", pair, got)
		}
	}
}

// statisticsOf returns what the planner knows of the tables whose statistics are copied.
func statisticsOf(t *testing.T, url string) [][]string {
	t.Helper()
	var copied [][]string
	for _, row := range pgtest.Query(t, url, statistics) {
		if row[0] != "late" && row[0] != "indexed" && row[0] != "extended" {
			copied = append(copied, row)
		}
	}
	if len(copied) < 12 {
		t.Errorf("only %d columns have statistics: %v", len(copied), copied)
	}
	return copied
}

// TestStatisticsChosen: what the user asks for, and an older target that takes none.
func TestStatisticsChosen(t *testing.T) {
	cases := []struct {
		to      int
		origin  plan.Origin
		columns string
	}{
		{pgtest.Newest, plan.FromNowhere, "0"}, {pgtest.Newest, plan.FromAnalyze, "1"}, {pgtest.Oldest, plan.FromSource, "1"},
	}
	source := pgtest.Start(t, pgtest.Newest).Database(t, "create table t (a int); insert into t select generate_series(1, 100); analyze t; "+
		"insert into t select generate_series(101, 1000)")
	for _, c := range cases {
		target := pgtest.Start(t, c.to).Database(t)
		config := endpoints(t, source, target)
		config.Options.Statistics = c.origin
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		got := pgtest.Query(t, target, "select count(*) from pg_stats where tablename = 't' and (histogram_bounds::text::int[])[101] = 1000")[0][0]
		if got != c.columns {
			t.Errorf("%v: statistics of %s columns were collected, want %s", c, got, c.columns)
		}
	}
}
