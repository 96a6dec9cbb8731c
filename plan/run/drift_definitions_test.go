package run_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/plan"
	"copydb/plan/drift"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// watching follows with an eye on the definitions.
func watching(t *testing.T, source, target string) run.Config {
	t.Helper()
	config := following(t, source, target, journal.SpoolNone)
	config.LookEvery = time.Millisecond
	return config
}

// awaitDifference waits until the run tells of a difference whose text holds all of the words.
func (f *follower) awaitDifference(t *testing.T, words ...string) {
	t.Helper()
	f.until(t, "word of "+strings.Join(words, ", "), func(event run.Event) bool {
		strayed, ok := event.(run.Strayed)
		if !ok {
			return false
		}
		for _, difference := range strayed.Differences {
			if holds(difference.Object+" "+difference.Reason+" "+difference.Mend, words) {
				return true
			}
		}
		return false
	})
}

func holds(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// leftOut returns what the run ended without.
func (f *follower) leftOut() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var texts []string
	for _, event := range f.events {
		if lost, ok := event.(run.LeftOut); ok {
			texts = append(texts, lost.Loss.Object+": "+lost.Loss.Reason)
		}
	}
	return texts
}

// expectLeftOut checks that what the run ended without is what is wanted, by words.
func (f *follower) expectLeftOut(t *testing.T, wanted ...[]string) {
	t.Helper()
	left := f.leftOut()
	for _, words := range wanted {
		found := false
		for _, text := range left {
			found = found || holds(text, words)
		}
		if !found {
			t.Errorf("nothing of %v in what was left out: %q", words, left)
		}
	}
	if len(left) != len(wanted) {
		t.Errorf("%d things were left out, want %d: %q", len(left), len(wanted), left)
	}
}

// TestDefinitionsAreWatched: what changes on the source is told though no row is written, also where schemas have other names on
// the target; and only what stands in the way of changes stops the run (27, 29, 35).
func TestDefinitionsAreWatched(t *testing.T) {
	t.Parallel()
	const script = `create schema shop; create type shop.mood as enum ('sad', 'happy');
		create table shop.orders (id int primary key, m shop.mood, ms shop.mood[], n numeric(10,2), gone text);
		create table shop.idle (id int primary key); create table shop.old (id int primary key); create table shop.keyed (id int primary key, v int);
		create table shop.measure (at int primary key) partition by range (at); create table shop.measure_1 partition of shop.measure for values from (0) to (10);
		create table shop.measure_2 partition of shop.measure for values from (10) to (20);
		insert into shop.keyed values (1, 1), (2, 2); insert into shop.measure values (1), (11)`
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, script), server.Database(t)
	config := watching(t, source, target)
	config.Options.MapSchemas = plan.Schemas{"shop": "store"}
	f := followLive(t, config)
	pgtest.Exec(t, source, "create table shop.late (a int); insert into shop.late values (1); update shop.late set a = 2; delete from shop.late")
	f.awaitDifference(t, "table shop.late", "not followed")
	pgtest.Exec(t, source, "alter table shop.orders drop column gone")
	f.awaitDifference(t, "shop.orders", `ALTER TABLE "store"."orders" DROP COLUMN "gone"`)
	pgtest.Exec(t, source, "drop table shop.old")
	f.awaitDifference(t, "shop.old", `DROP TABLE "store"."old"`)
	pgtest.Exec(t, source, "alter table shop.measure detach partition shop.measure_2; delete from shop.measure_2")
	f.awaitDifference(t, "shop.measure_2", `ALTER TABLE "store"."measure" DETACH PARTITION "store"."measure_2"`)
	pgtest.Exec(t, source, "alter table shop.keyed drop constraint keyed_pkey")
	f.awaitDifference(t, "shop.keyed", "copied once more at the end")
	pgtest.Exec(t, source, "update shop.keyed set v = v + 1; delete from shop.keyed where id = 2; insert into shop.orders values (1, 'sad', '{happy}', 1.5)")
	f.afterNow(t, 2)
	pgtest.Exec(t, source, "alter table shop.idle add column m shop.mood")
	var drift *drift.Error
	if err := f.end(t); !errors.As(err, &drift) || len(drift.Mend) != 1 {
		t.Fatalf("got %v, want one thing that has changed", err)
	}
	pgtest.Exec(t, target, drift.Mend[0])
	config.Resume = true
	f = followLive(t, config)
	pgtest.Exec(t, source, "insert into shop.idle values (1, 'happy')")
	f.reachEnd(t, source, target)
	f.expectLeftOut(t, []string{"shop.late"}, []string{"shop.orders", "gone"}, []string{"shop.old"}, []string{"shop.measure_2", "DETACH"})
	got := pgtest.Query(t, target, `select (select string_agg(v::text, ' ') from store.keyed), (select m from store.idle), (select count(*) from store.measure),
		(select ms::text from store.orders)`)[0]
	if want := "2 happy 1 {happy}"; strings.Join(got, " ") != want {
		t.Errorf("the target has %v, want %s", got, want)
	}
	cleanUp(t, config, source, target)
}

// TestTablesThatCome: an application goes on making tables, sequences and views while it is followed. None of them keeps the run
// from its end; a table that is made on the target too gets its rows (27).
func TestTablesThatCome(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]int{{13, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, live), pgtest.Start(t, pair[1]).Database(t)
			config := watching(t, source, target)
			f := followLive(t, config)
			pgtest.Exec(t, source, `create table serial (id serial primary key, account int references account, body text); create sequence counter; create view seen as select * from serial;
				create materialized view summed as select count(*) from serial; create index on serial (body); create table wanted (id serial primary key, v text);
				create trigger t before insert on wanted for each row execute function notice(); alter table wanted disable trigger t;
				create materialized view over_old as select count(*) from account`)
			pgtest.Exec(t, source, `insert into serial (account, body) values (1, 'a'), (2, 'b'); update serial set body = 'c'; delete from serial where id = 1;
				insert into wanted (v) values ('x'), ('y'); update account set note = 'works' where id = 1; create table of_mine (id int primary key); insert into of_mine values (1)`)
			f.awaitDifference(t, "public.serial", "not followed")
			pgtest.Exec(t, target, "create table wanted (id serial primary key, v text); create table of_mine (id int primary key); insert into of_mine values (2), (3)")
			pgtest.Exec(t, source, "update wanted set v = 'z' where id = 1")
			f.reachEnd(t, source, target)
			f.expectLeftOut(t, []string{"table public.serial"}, []string{"sequence public.serial_id_seq"}, []string{"sequence public.counter"}, []string{"view public.seen"},
				[]string{"materialized view public.summed"}, []string{"materialized view public.over_old"}, []string{"table public.of_mine", "rows of its own"})
			got := pgtest.Query(t, target, "select string_agg(v, '' order by id), nextval('wanted_id_seq'), (select note from account where id = 1) from wanted")[0]
			if strings.Join(got, " ") != "zy 3 works" {
				t.Errorf("%d to %d: the target has %v", pair[0], pair[1], got)
			}
			cleanUp(t, config, source, target)
		})
	}
}

// TestTablesMadeAnew: tables that are dropped and made anew under their names, or taken out of the publication, come with what they
// have at the end; those that are renamed, with their schema or alone, stop the run when they change, until the target's are too
// (35).
func TestTablesMadeAnew(t *testing.T) {
	t.Parallel()
	const script = `create schema a; create table a.renamed (id int primary key, v text); create table again (id int primary key, v text);
		create table b (id int primary key, v text); create table unpublished (id int primary key, v text); create table keyless (v text);
		create table moved (id int primary key, u int not null, v text); create unique index moved_u on moved (u);
		insert into a.renamed values (1, 'one'); insert into again values (1, 'one'); insert into b values (1, 'one'); insert into unpublished values (1, 'one');
		insert into keyless values ('one'); insert into moved values (1, 10, 'one'), (2, 20, 'two')`
	for _, pair := range [][2]int{{13, 18}, {15, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
			config := watching(t, source, target)
			f := followLive(t, config)
			pgtest.Exec(t, source, "update moved set v = 'before'; alter table moved replica identity using index moved_u")
			pgtest.Exec(t, source, "update moved set v = 'by u' where id = 1; update moved set u = 30 where u = 20; update moved set id = 5 where u = 10; delete from moved where u = 30")
			pgtest.Exec(t, source, "alter table moved replica identity full")
			pgtest.Exec(t, source, "update moved set v = 'by all'; insert into moved values (7, 70, 'seven'); update moved set id = 8 where id = 7")
			pgtest.Exec(t, source, "drop table again; create table again (id int primary key, v text); insert into again values (2, 'anew'); update again set v = 'anew again'")
			f.awaitDifference(t, "public.again", "made anew")
			publication := pgtest.Query(t, source, "select pubname from pg_publication")[0][0]
			pgtest.Exec(t, source, "alter publication "+publication+" drop table unpublished")
			pgtest.Exec(t, source, "update unpublished set v = 'not in the stream'")
			f.awaitDifference(t, "unpublished", "not published any more")
			pgtest.Exec(t, source, "alter schema a rename to aa; alter table aa.renamed rename to \"Re named\"; alter table keyless rename to still_keyless; insert into still_keyless values ('two')")
			pgtest.Exec(t, source, "update b set v = 'two'; insert into aa.\"Re named\" values (2, 'two')")
			var drift *apply.DriftError
			if err := f.end(t); !errors.As(err, &drift) {
				t.Fatalf("got %v, want drift", err)
			}
			if got := strings.Join(drift.Mend, "; "); got != `ALTER SCHEMA "a" RENAME TO "aa"; ALTER TABLE "aa"."renamed" RENAME TO "Re named"` {
				t.Errorf("mending by %s", got)
			}
			for _, sql := range append(drift.Mend, "alter table keyless rename to still_keyless") {
				pgtest.Exec(t, target, sql)
			}
			config.Resume = true
			f = followLive(t, config)
			pgtest.Exec(t, source, `update aa."Re named" set v = v || '!'`)
			f.finishTables(t, source, target, `aa."Re named"`, "again", "b", "unpublished", "moved", "still_keyless")
		})
	}
}

// TestTypesThatChangeAhead: a type that has changed on the source stops nothing while changes from before wait, and a value that the
// target's type does not take is told with the statement that helps (35).
func TestTypesThatChangeAhead(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, "create table t (id int primary key, v varchar(5), n text)"), server.Database(t)
	config := watching(t, source, target)
	f := followLive(t, config)
	setApply(t, target, false)
	f.afterNow(t, 2)
	pgtest.Exec(t, source, "insert into t values (1, 'short', 'word')")
	pgtest.Exec(t, source, "update t set n = '7'; alter table t alter n type int using n::int")
	f.awaitDifference(t, "public.t", "column n", `ALTER COLUMN "n" TYPE integer`)
	f.afterNow(t, 3)
	setApply(t, target, true)
	f = mendAndResumeWith(t, f, target, " using n::int")
	pgtest.Exec(t, source, "alter table t alter v type varchar(50); insert into t values (2, 'much longer than five', 8)")
	f = mendAndResume(t, f, target)
	f.finishTables(t, source, target, "t")
}
