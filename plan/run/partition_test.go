package run_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// TestRunAttachesPartitionsThatBreakTheirNotNull copies partitions with NULLs where their own NOT NULL, which is NOT VALID, would
// not let them in: each is attached when it has its rows and the constraint, under the name that this has on the source.
func TestRunAttachesPartitionsThatBreakTheirNotNull(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, `create table p (a int, b int, primary key (b)) partition by list (b);
		alter table p add constraint vague not null a not valid;
		create table sure (a int constraint sure_a not null, b int not null); insert into sure values (1, 1);
		create table unsure (a int, b int not null); insert into unsure values (null, 2), (2, 3);
		alter table unsure add constraint unsure_a not null a not valid;
		alter table p attach partition sure for values in (1);
		alter table p attach partition unsure for values in (2, 3);
		create index on p (a); create table to_p (b int references p); insert into to_p values (2)`)
	target := server.Database(t)
	if left := exceptionsOf(t, endpoints(t, source, target)); len(left) > 0 {
		t.Errorf("left out: %v", left)
	}
	const look = `select concat_ws(' ', tableoid::regclass, a, b) from p union all
		select concat_ws(' ', conrelid::regclass, conname, conislocal, coninhcount, convalidated) from pg_constraint where conrelid > 16384 union all
		select concat_ws(' ', indexrelid::regclass, indisvalid, (select inhparent::regclass from pg_inherits where inhrelid = indexrelid))
		from pg_index where indrelid > 16384 and indexrelid::regclass::text !~ '^pg_' order by 1`
	if diff := cmp.Diff(pgtest.Query(t, source, look), pgtest.Query(t, target, look)); diff != "" {
		t.Errorf("(-source +target)\n%s", diff)
	}
}

// TestRunCompletesIndexesOfPartitionsOfPartitions copies many small trees of partitions in many sessions at once: the index of
// each tree is valid only if those of all its partitions were bound to it in sight of each other.
func TestRunCompletesIndexesOfPartitionsOfPartitions(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		t.Run(fmt.Sprint(pair), func(t *testing.T) {
			t.Parallel()
			source := pgtest.Start(t, pair[0]).Database(t, `do $$ begin for i in 1..40 loop execute format(
				'create table t%1$s (a int primary key) partition by list (a); create table t%1$s_1 partition of t%1$s for values in (1) partition by list (a);
				create table t%1$s_1_1 partition of t%1$s_1 for values in (1); create table t%1$s_2 partition of t%1$s for values in (2) partition by list (a);
				create table t%1$s_2_2 partition of t%1$s_2 for values in (2); create index on t%1$s (a)', i); end loop; end $$`)
			target := pgtest.Start(t, pair[1]).Database(t)
			config := endpoints(t, source, target)
			config.IndexJobs = 8
			if err := run.Run(t.Context(), config); err != nil {
				t.Fatal(err)
			}
			const look = "select indexrelid::regclass from pg_index where not indisvalid"
			if invalid := pgtest.Query(t, target, look); len(invalid) > 0 {
				t.Errorf("not valid: %v", invalid)
			}
		})
	}
}
