package run_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/plan/run"
)

// exceptionsOf runs a copy that has to end well, and returns what it had to do without.
func exceptionsOf(t *testing.T, config run.Config) []string {
	t.Helper()
	var told []string
	tell := func(losses ...ddl.Loss) {
		for _, loss := range losses {
			told = append(told, loss.Object+": "+loss.Reason)
		}
	}
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		switch event := event.(type) {
		case run.Planned:
			tell(event.Plan.Losses...)
		case run.LeftOut:
			tell(event.Loss)
		}
	}}
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	slices.Sort(told)
	return told
}

// TestRunDoesWithoutWhatTheTargetLacks: what an older or a newer server does not know is left out, with all that needs it,
// and told; all else is there.
func TestRunDoesWithoutWhatTheTargetLacks(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, 18).Database(t, `
		create table t (id int primary key default 1, u uuid default uuidv7());
		insert into t values (1, null), (2, null);
		create view newer as select uuidv7() as id, u from t;
		comment on view newer is 'c';
		create view over as select id from newer;
		grant select on over to public;
		create materialized view filled as select id from over;
		create unique index on filled (id);
		create index on t (uuid_extract_version(u));
		create view older as select id from t`)
	target := pgtest.Start(t, 13).Database(t)
	want := []string{
		"default of column public.t.u: the target refused it: function uuidv7() does not exist",
		"index public.filled_id_idx: it needs materialized view public.filled, which is left out",
		"index public.t_uuid_extract_version_idx: the target refused it: function uuid_extract_version(uuid) does not exist",
		"materialized view public.filled: it needs view public.over, which is left out",
		"view public.newer: the target refused it: function uuidv7() does not exist",
		"view public.over: it needs view public.newer, which is left out",
	}
	config := endpoints(t, source, target)
	config.Options.DDL = ddl.Options{NoOwner: true, NoPrivileges: true}
	if diff := cmp.Diff(want, exceptionsOf(t, config)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got := pgtest.Query(t, target, "select id, (select count(*) from older) from t order by 1")
	if diff := cmp.Diff([][]string{{"1", "2"}, {"2", "2"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestRunDoesWithoutWhatWasRemoved is the same on the way up.
func TestRunDoesWithoutWhatWasRemoved(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, 13).Database(t, `
		create operator !!! (rightarg = bigint, function = numeric_fac);
		comment on operator !!! (none, bigint) is 'c';
		create view factorials as select !!! 5::bigint;
		create view backups as select pg_is_in_backup();
		create table t (id int)`)
	target := pgtest.Start(t, 18).Database(t)
	want := []string{
		"operator public.!!! (NONE, bigint): the target refused it: function numeric_fac(bigint) does not exist",
		"view public.backups: the target refused it: function pg_is_in_backup() does not exist",
		"view public.factorials: it needs operator public.!!! (NONE, bigint), which is left out",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, target))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestRunDoesWithoutStatistics: neither ANALYZE nor REFRESH brings rows of the source's.
func TestRunDoesWithoutStatistics(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, `
		create function sullen(a int) returns int immutable language plpgsql as $$ begin
			if current_query() ~* '^(analyze|refresh)' then raise 'not now'; end if; return a; end $$;
		create table t (id int); insert into t values (1); create index on t (sullen(id));
		create materialized view m as select sullen(id) from t; create materialized view n as select * from m`)
	want := []string{
		"rows of materialized view public.m: the target refused it: not now",
		"rows of materialized view public.n: it needs rows of materialized view public.m, which is left out",
		"statistics of table public.t: the target refused it: not now",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, server.Database(t)))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestRunCannotDoWithoutTables: the type of a column is nothing that a run can do without.
func TestRunCannotDoWithoutTables(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, 18).Database(t, `create domain d as uuid check (uuid_extract_version(value) = 7); create table t (u d)`)
	err := run.Run(t.Context(), endpoints(t, source, pgtest.Start(t, 13).Database(t)))
	var failure *run.StepError
	if !errors.As(err, &failure) || failure.Object != "domain public.d" {
		t.Errorf("got %v", err)
	}
}

// TestRunNamesTheTablesThatNeedWhatTheTargetLacks: what tables need is not left out, since their rows would be lost.
func TestRunNamesTheTablesThatNeedWhatTheTargetLacks(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, 18).Database(t, `
		create domain made as uuid check (uuid_extract_version(value) = 7);
		create table a (id made); create table b (id made); create table c (id int)`)
	target := pgtest.Start(t, 13).Database(t)
	err := run.Run(t.Context(), endpoints(t, source, target))
	needed, ok := errors.AsType[*run.NeededError](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	slices.Sort(needed.Tables)
	if diff := cmp.Diff([]string{"table public.a", "table public.b"}, needed.Tables); diff != "" {
		t.Error(diff)
	}
}
