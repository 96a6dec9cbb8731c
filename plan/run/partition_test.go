package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
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
