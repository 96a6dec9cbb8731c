package run_test

import (
	"fmt"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// answering is a database whose triggers and rules are enabled always, or for replicas.
const answering = `create table t (id int primary key, v int); create table audit (n int generated always as identity primary key, what text);
	create function note() returns trigger language plpgsql as $$ begin
		insert into public.audit (what) values (tg_table_name || ' ' || tg_op || ' ' || coalesce(new.v, old.v)); return null; end $$;
	create trigger note after insert or update or delete on t for each row execute function note(); alter table t enable always trigger note;
	create table keyless (v int); create trigger note after insert or delete on keyless for each row execute function note(); alter table keyless enable always trigger note;
	create function skip() returns trigger language plpgsql as $$ begin return null; end $$;
	create table skipped (id int primary key, v int); create trigger skip before insert on skipped for each row execute function skip();
	alter table skipped enable replica trigger skip;
	create table noted (id int primary key, v int); create table log (n int generated always as identity primary key, v int);
	create rule note as on insert to noted do also insert into log (v) values (new.v); alter table noted enable always rule note;
	create table disabled (id int primary key, v int); create trigger note after insert on disabled for each row execute function note(); alter table disabled disable trigger note;
	create table parent (id int primary key); create table child (id int primary key, parent int references parent on delete cascade);
	insert into t values (1, 1), (2, 2); insert into keyless values (1), (2); insert into skipped values (1, 1); insert into noted values (1, 1);
	insert into parent values (1), (2); insert into child values (1, 1), (2, 2)`

// TestTriggersOfTheSource: what the source's triggers did comes by the stream. The target's do not do it once more, however they
// are enabled, neither for changes nor for tables that are copied again; after the end they are enabled as the source's (32).
func TestTriggersOfTheSource(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]int{{13, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, answering), pgtest.Start(t, pair[1]).Database(t)
			config := following(t, source, target, journal.SpoolNone)
			f := startFollower(t, config)
			for round := range 2 {
				f.await(t, "follow")
				pgtest.Exec(t, source, fmt.Sprintf(`update t set v = v + 1; insert into t values (10 + %[1]d, 1); delete from t where id = %[1]d; insert into keyless values (3); delete from keyless where v = 1;
					insert into skipped values (10 + %[1]d, 1); insert into noted values (10 + %[1]d, 5); insert into disabled values (%[1]d, 1); delete from parent where id = %[1]d`, 1+round))
				f.reachEnd(t, source, target)
				equalTables(t, source, target, "t", "audit", "keyless", "skipped", "noted", "log", "disabled", "parent", "child",
					"(select tgrelid::regclass, tgname, tgenabled from pg_trigger where not tgisinternal)", "(select ev_class::regclass, rulename, ev_enabled from pg_rewrite where rulename = 'note')")
				config.Resume = true
				if round == 0 {
					pgtest.Exec(t, target, "update copydb.sentinel set endpos = null")
					f = startFollower(t, config)
				}
			}
			cleanUp(t, config, source, target)
		})
	}
}

// TestTriggersOfTheTarget: triggers that somebody else made on the target answer as they are enabled, but not to a table that is
// copied again.
func TestTriggersOfTheTarget(t *testing.T) {
	t.Parallel()
	const tables = "create table t (id int primary key, v int); create table keyless (v int); insert into t values (1, 1); insert into keyless values (1), (2);"
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, tables)
	target := server.Database(t, tables+`create table seen (n int generated always as identity, what text);
		create function note() returns trigger language plpgsql as $$ begin insert into public.seen (what) values (tg_table_name || ' ' || tg_op); return null; end $$;
		create trigger note after insert or update or delete on t for each row execute function note(); alter table t enable always trigger note;
		create trigger note after insert or delete on keyless for each row execute function note(); alter table keyless enable always trigger note;
		create trigger emptied after truncate on keyless for each statement execute function note(); alter table keyless enable replica trigger emptied`)
	config := following(t, source, target, journal.SpoolNone)
	setUp(t, &config)
	f := followLive(t, config)
	pgtest.Exec(t, source, "update t set v = 2; insert into t values (2, 2); insert into keyless values (3)")
	f.reachEnd(t, source, target)
	equalTables(t, source, target, "t", "keyless")
	if got := fmt.Sprint(pgtest.Query(t, target, "select string_agg(what, ', ' order by n), (select string_agg(tgenabled::text, '' order by tgname, tgrelid) from pg_trigger where not tgisinternal) from seen")); got != "[[t UPDATE, t INSERT RAA]]" {
		t.Errorf("the triggers saw, and are enabled, %s", got)
	}
	cleanUp(t, config, source, target)
}
