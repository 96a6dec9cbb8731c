package run_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/ddl/pgparse"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// byHand is what people do to members of extensions.
const byHand = `
create schema ext; create schema "o'ther";
create extension hstore with schema ext; create extension citext;
create table plain (id int primary key, h ext.hstore);
create function "o'ther"."f;1"(int) returns int language sql immutable as 'select $1';
comment on function "o'ther"."f;1"(int) is 'added; ours';
revoke execute on function "o'ther"."f;1"(int) from public;
alter extension hstore add function "o'ther"."f;1"(int);
grant execute on function "o'ther"."f;1"(int) to by_hand_a;
create table uses (id int primary key, n int default "o'ther"."f;1"(7), check ("o'ther"."f;1"(n) > 0)); insert into uses values (1);
create view seen as select id, "o'ther"."f;1"(id) as f from plain; alter extension citext add view seen;
create type mood as enum ('ok', 'so''so'); alter extension citext add type mood; alter type mood owner to by_hand_a;
create table moods (m mood default 'ok'); insert into moods values ('so''so');
create function less(int, int) returns bool language sql as 'select $1 < $2';
create operator <<<< (leftarg = int, rightarg = int, function = less); alter extension citext add operator <<<< (int, int);
create table kept (id serial primary key, v text); insert into kept (v) values ('a'), ('b'); alter extension citext add table kept;
alter function ext.akeys(ext.hstore) cost 77;
alter function ext.avals(ext.hstore) owner to by_hand_a;
comment on function ext.skeys(ext.hstore) is 'changed';
comment on type ext.hstore is 'a type';
create or replace function regexp_match(string citext, pattern citext) returns text[] language sql as 'select array[''mine'']';
alter extension hstore drop function ext.svals(ext.hstore); comment on function ext.svals(ext.hstore) is 'free';
create view freed as select ext.svals(h) from plain;
alter extension citext drop function texticregexeq(citext, text); alter function texticregexeq(citext, text) cost 5;
alter extension hstore drop cast (text[] as ext.hstore);
alter extension hstore drop cast (ext.hstore as json); drop cast (ext.hstore as json);
`

// TestRunCopiesWhatWasDoneToExtensions: what people put into an extension, took out of it, or changed of what it brought is the
// same on the target, whatever version of the extension that has, and nothing is left out.
func TestRunCopiesWhatWasDoneToExtensions(t *testing.T) {
	for _, pair := range append(pgtest.Pairs(), [2]int{15, 16}) {
		t.Run(fmt.Sprint(pair), func(t *testing.T) {
			t.Parallel()
			from, to := pgtest.Start(t, pair[0]), pgtest.Start(t, pair[1])
			for _, server := range []*pgtest.Server{from, to} {
				pgtest.Exec(t, server.URL("postgres"), `do $$ begin create role by_hand_a; exception when duplicate_object then null; end $$`)
			}
			source, target := from.Database(t, byHand), to.Database(t)
			var want []string
			match := "mine"
			if pair[0] != pair[1] {
				want = []string{"cast (ext.hstore AS json): the target's extension makes it, the source does not have it any more"}
			}
			if pair[1]-pair[0] > 1 { // citext 1.8 has another body there
				match = "a"
				want = append(want, "function public.regexp_match(public.citext, public.citext): users changed what extension citext made: "+
					"it is as the target's extension makes it")
			}
			if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, target))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if found := schemaDifferences(t, source, target); pair[0] == pair[1] && len(found) > 0 {
				t.Errorf("the databases differ:\n%s", strings.Join(found, "\n"))
			}
			const look = `select extname || ' ' || pg_describe_object(classid, objid, 0) from pg_depend join pg_extension e on e.oid = refobjid
				where deptype = 'e' and refclassid = 'pg_extension'::regclass and not exists (select from pg_type t
					where t.oid = objid and (typrelid <> 0 or typelem <> 0)) and (pg_describe_object(classid, objid, 0) ~
					'f;1|seen|mood|<<<<|kept|svals|texticregexeq|cast from text\[\]') union all
				select proname || ' ' || procost || ' ' || proowner::regrole || ' ' || coalesce(proacl::text, '') || ' ' ||
					coalesce(obj_description(oid, 'pg_proc'), '') from pg_proc
				where proname in ('f;1', 'akeys', 'avals', 'skeys', 'svals', 'texticregexeq') union all
				select 'init ' || initprivs::text from pg_init_privs where privtype = 'e' union all
				select 'kept ' || id || v from kept union all select 'mood ' || m from moods union all
				select obj_description('ext.hstore'::regtype, 'pg_type') order by 1`
			if diff := cmp.Diff(pgtest.Query(t, source, look), pgtest.Query(t, target, look)); diff != "" {
				t.Errorf("(-source +target)\n%s", diff)
			}
			if got := pgtest.Query(t, target, "select (regexp_match('a'::citext, 'a'::citext))[1]"); got[0][0] != match {
				t.Errorf("the function that was replaced is not: %s", got[0][0])
			}
		})
	}
}

// TestResumeCopiesWhatWasDoneToExtensions: a run that was stopped when its extensions were there goes on with what it had found
// before, and so does one that begins again.
func TestResumeCopiesWhatWasDoneToExtensions(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	pgtest.Exec(t, server.URL("postgres"), `do $$ begin create role by_hand_a; exception when duplicate_object then null; end $$`)
	source := server.Database(t, byHand)
	for _, restart := range []bool{false, true} {
		target := server.Database(t)
		config := endpoints(t, source, target)
		ctx, cancel := context.WithCancel(t.Context())
		config.Subscribers = []run.Subscriber{func(event run.Event) {
			if finished, ok := event.(run.StepFinished); ok && finished.Step.Kind == plan.Copy {
				cancel()
			}
		}}
		if err := run.Run(ctx, config); err == nil {
			t.Fatal("the run was not stopped")
		}
		config.Subscribers, config.Resume, config.Restart, config.NotConsistent = nil, !restart, restart, !restart
		if left := exceptionsOf(t, config); len(left) > 0 {
			t.Errorf("left out: %v", left)
		}
		if found := schemaDifferences(t, source, target); len(found) > 0 {
			t.Errorf("restart %v: the databases differ:\n%s", restart, strings.Join(found, "\n"))
		}
	}
}

// TestRunKnowsVersionsOfExtensions: what the source's version of an extension has, and that of the target has not, is the version's
// doing and no exception, also where the target has the extension already. Where the target cannot make the source's, it is told.
func TestRunKnowsVersionsOfExtensions(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	const older = "create extension pg_stat_statements version '1.8'; create function mine() returns int language sql as 'select 1';"
	for brought, want := range map[string][]string{
		"":                                    nil,
		"create extension pg_stat_statements": nil,
		"create extension pg_stat_statements; create view needs as select * from pg_stat_statements": {
			"extension pg_stat_statements: version 1.12 of the target does not have what version 1.8 of the source has, or users put into it: " +
				"function public.mine(), function public.pg_stat_statements_reset(oid, oid, bigint)"},
	} {
		source, target := server.Database(t, older+"alter extension pg_stat_statements add function mine()"), server.Database(t, brought)
		if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, target))); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", brought, diff)
		}
		if got := pgtest.Query(t, target, "select count(*) from pg_proc where proname = 'mine'"); (got[0][0] == "1") != (want == nil) {
			t.Errorf("%q: %s functions were put into the extension", brought, got[0][0])
		}
	}
}

// TestRunTellsWhatTablesOfExtensionsLack: what users took from a table of an extension is told, since it stays on the target.
func TestRunTellsWhatTablesOfExtensionsLack(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	const brought = `create extension citext; create table brought (id int primary key, v text, w int check (w > 0)); create index by_v on brought (v);
		alter extension citext add table brought; create function gone() returns int language sql as 'select 1'; alter extension citext add function gone();`
	source := server.Database(t, brought+`drop index by_v; alter table brought drop column w; alter extension citext drop function gone(); drop function gone()`)
	want := []string{
		"column public.brought.w: the target's extension makes it, the source does not have it any more",
		"function public.gone(): the target's extension makes it, the source does not have it any more",
		"index public.by_v: the target's extension makes it, the source does not have it any more",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, server.Database(t, brought)))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestExtensionsAloneTellWhatWasDoneToThem: where only extensions are made, what users did to them is not silently left out.
func TestExtensionsAloneTellWhatWasDoneToThem(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	for script, want := range map[string][]string{
		"create extension hstore": nil,
		"create extension hstore; alter function akeys(hstore) cost 77; alter extension hstore drop function svals(hstore)": {"extension members: they are as the " +
			"target's extensions make them; a copy of all definitions brings, or lists, what users changed of function public.akeys(public.hstore), function public.svals(public.hstore)"},
	} {
		config := endpoints(t, server.Database(t, script), server.Database(t))
		config.Options.Only = plan.Extensions
		if diff := cmp.Diff(want, exceptionsOf(t, config)); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", script, diff)
		}
	}
}

// TestRunCopiesWhatWasDoneToExtensionsOfMappedSchemas: it does so too where the extension's schema has another name on the target,
// and tells where it cannot look.
func TestRunCopiesWhatWasDoneToExtensionsOfMappedSchemas(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	const there, needed = `create schema new; create extension hstore with schema new`, `; create table needs (h new.hstore)`
	untold := []string{"extension hstore: the target had it already, in schema new: what users changed of what it brought was not looked for"}
	for before, want := range map[string][]string{"": nil, there: nil, there + needed: untold} {
		source, target := server.Database(t, `create schema old; create extension hstore with schema old;
			create function old.mine(int) returns int language sql as 'select $1'; alter extension hstore add function old.mine(int);
			alter function old.akeys(old.hstore) cost 77; alter extension hstore drop function old.svals(old.hstore)`), server.Database(t, before)
		config := endpoints(t, source, target)
		config.Options.MapSchemas = plan.Schemas{"old": "new"}
		if diff := cmp.Diff(want, exceptionsOf(t, config)); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", before, diff)
		}
		const done = `select (select count(*) from pg_depend where refobjid = (select oid from pg_extension where extname = 'hstore') and deptype = 'e'
			and objid in (to_regprocedure('new.mine(int)'), to_regprocedure('new.svals(new.hstore)')))::text || (select procost from pg_proc where proname = 'akeys')`
		if got := pgtest.Query(t, target, done)[0][0]; (got == "177") != (want == nil) {
			t.Errorf("%q: got %s", before, got)
		}
	}
}

// TestRunSetsBackWhatExtensionsGranted: what users took out of an extension has the privileges that it has on the source, and not
// those that the extension's script gave it.
func TestRunSetsBackWhatExtensionsGranted(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		source := pgtest.Start(t, pair[0]).Database(t, `create extension pg_stat_statements version '1.8';
			alter extension pg_stat_statements drop function pg_stat_statements_reset(oid, oid, bigint);
			grant execute on function pg_stat_statements_reset(oid, oid, bigint) to public;
			alter extension pg_stat_statements drop view pg_stat_statements; revoke select on pg_stat_statements from public`)
		target := pgtest.Start(t, pair[1]).Database(t, "create extension pg_stat_statements version '1.8'")
		if left := exceptionsOf(t, endpoints(t, source, target)); len(left) > 0 {
			t.Errorf("%v: left out: %v", pair, left)
		}
		got := pgtest.Query(t, target, `select has_function_privilege('public', 'pg_stat_statements_reset(oid, oid, bigint)', 'execute'),
			has_table_privilege('public', 'pg_stat_statements', 'select')`)
		if diff := cmp.Diff([][]string{{"t", "f"}}, got); diff != "" {
			t.Errorf("%v: (-want +got)\n%s", pair, diff)
		}
	}
}

// TestOwnerCopiesWhatWasDoneToExtensions: a database's owner puts into its trusted extensions what is its own; what the first
// superuser owns stays as it is, and that is told.
func TestOwnerCopiesWhatWasDoneToExtensions(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	made := server.Database(t)
	target := asOwner(t, server, made, "by_hand_owner")
	source := server.Database(t, `create extension hstore; create function mine(int) returns int language sql as 'select $1';
		alter extension hstore add function mine(int); create view over as select mine(1) as m;
		alter function akeys(hstore) cost 77; create view of_akeys as select akeys(''::hstore);
		alter extension hstore drop function svals(hstore); create view of_svals as select svals(''::hstore)`)
	config := endpoints(t, source, target)
	config.Options.DDL.NoOwner = true
	want := []string{
		"function public.akeys(public.hstore): role by_hand_owner does not own it: it is as the target's extension hstore makes it",
		"function public.svals(public.hstore): role by_hand_owner does not own it: it belongs to extension hstore",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, config)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	equalTables(t, source, target, "over", "of_akeys", "of_svals")
}

// TestFollowCopiesWhatWasDoneToExtensions: so does a run that follows, but for tables, of which no stream brings what happens.
func TestFollowCopiesWhatWasDoneToExtensions(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, `create extension citext; create table t (id int primary key);
		create function mine(int) returns int language sql as 'select $1'; alter extension citext add function mine(int);
		create materialized view filled as select 1 as one; alter extension citext add materialized view filled;
		create table kept (id int); alter extension citext add table kept`), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	config.Follow.EndPos = 1 // where it is when all is copied
	want := []string{
		"materialized view public.filled: users put it into extension citext, and no stream brings what happens there",
		"table public.kept: the target refused it: relation \"public.kept\" does not exist",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, config)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got := pgtest.Query(t, target, "select mine(7)")
	if diff := cmp.Diff([][]string{{"7"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	cleanUp(t, config, source, target)
}

// schemaDifferences compares the definitions of two databases, as compare schema does.
func schemaDifferences(t *testing.T, source, target string) []string {
	t.Helper()
	read := func(side catalog.Side, url string) *catalog.Facts {
		endpoint, err := catalog.ParseEndpoint(side, url)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := endpoint.Facts(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		return facts
	}
	of, at := read(catalog.Source, source), read(catalog.Target, target)
	describe := func(facts, other *catalog.Facts) []*ddl.Statement {
		return ddl.Describe(ddl.WithMembers(facts, other), other.Server, ddl.Options{})
	}
	var texts []string
	for _, difference := range ddl.Compare(describe(of, at), describe(at, of), pgparse.Equivalent).Differences {
		for _, part := range difference.Parts {
			texts = append(texts, fmt.Sprintf("%s, %s\n- %s\n+ %s", difference.Object, part.Name, part.Source, part.Target))
		}
	}
	return texts
}
