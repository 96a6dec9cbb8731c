package run_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
)

// mendBy waits until the run stops over what a statement mends, gives the target that, and goes on.
func mendBy(t *testing.T, f *follower, target, want string) *follower {
	t.Helper()
	mend := mending(t, f.end(t))
	if got := strings.Join(mend, "; "); got != want {
		t.Fatalf("mending by %s, want %s", got, want)
	}
	pgtest.Exec(t, target, want)
	f.config.Resume, f.config.Subscribers = true, nil
	return startFollower(t, f.config)
}

// equalLive waits until a query gives the same on both sides.
func equalLive(t *testing.T, source, target, sql string) {
	t.Helper()
	var got, want string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		want, got = fmt.Sprint(pgtest.Query(t, source, sql)), fmt.Sprint(pgtest.Query(t, target, sql))
		if got == want {
			return
		}
	}
	t.Fatalf("%s: the target has %s, the source %s", sql, got, want)
}

// sameColumns checks that both sides have the same columns, in the same order.
func sameColumns(t *testing.T, source, target string) {
	t.Helper()
	const sql = `select string_agg(attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull || attgenerated::text, ', ' order by attrelid::regclass::text, attnum)
		from pg_attribute where attrelid in (select oid from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace) and attnum > 0 and not attisdropped`
	if want, got := pgtest.Query(t, source, sql)[0][0], pgtest.Query(t, target, sql)[0][0]; got != want {
		t.Errorf("the target has the columns %s, the source %s", got, want)
	}
}

// TestDroppedColumns: a column that the application drops stops nothing, and the statement that is told gives the target the same; but
// one without which the target takes no row stops the run when a row comes, with that statement. Then all is the same (35).
func TestDroppedColumns(t *testing.T) {
	t.Parallel()
	const script = `create table t (id int primary key, gone text, needed int not null, kept text, twice int generated always as (id * 2) stored);
		create index on t (gone, kept); insert into t values (1, 'gone', 1, 'kept');
		create table parted (id int primary key, needed int not null, v text) partition by range (id); create table part partition of parted for values from (0) to (100);
		create table loses (id int primary key, v text); insert into loses values (1, 'one'), (2, 'two')`
	for _, pair := range [][2]int{{13, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
			config := watching(t, source, target)
			f := followLive(t, config)
			pgtest.Exec(t, source, "alter table t drop column gone")
			f.awaitDifference(t, "public.t", `ALTER TABLE "public"."t" DROP COLUMN "gone"`)
			pgtest.Exec(t, source, "insert into t values (2, 2, 'after'); update t set kept = 'changed' where id = 1")
			equalLive(t, source, target, "select id, needed, kept, twice from t order by id")
			pgtest.Exec(t, target, `ALTER TABLE "public"."t" DROP COLUMN "gone"`)
			pgtest.Exec(t, source, "alter table t drop column twice; insert into t values (3, 3, 'later'); delete from t where id = 2")
			f.awaitDifference(t, "public.t", `ALTER TABLE "public"."t" DROP COLUMN "twice"`)
			equalLive(t, source, target, "select id, needed, kept from t order by id")
			pgtest.Exec(t, target, `ALTER TABLE "public"."t" DROP COLUMN "twice"`)

			pgtest.Exec(t, source, "alter table t drop column needed; update t set kept = 'still' where id = 1")
			f.awaitDifference(t, "public.t", `ALTER TABLE "public"."t" DROP COLUMN "needed"`)
			equalLive(t, source, target, "select id, kept from t order by id")
			pgtest.Exec(t, source, "insert into t values (4, 'needs nothing')")
			f = mendBy(t, f, target, `ALTER TABLE "public"."t" DROP COLUMN "needed"`)
			f.await(t, "follow")
			pgtest.Exec(t, source, "alter table parted drop column needed; insert into parted values (1, 'v')")
			f = mendBy(t, f, target, `ALTER TABLE "public"."parted" DROP COLUMN "needed"`)
			f.await(t, "follow") // a definition that changes while it is read is an error

			pgtest.Exec(t, source, "alter table loses drop column id")
			f.awaitDifference(t, "public.loses", "copied once more at the end")
			pgtest.Exec(t, source, "update loses set v = 'more'")
			setEnd(t, source, target)
			f = mendBy(t, f, target, `ALTER TABLE "public"."loses" DROP COLUMN "id"`)
			if err := f.end(t); err != nil {
				t.Fatal(err)
			}
			f.expectLeftOut(t)
			sameColumns(t, source, target)
			equalTables(t, source, target, "t", "parted", "loses")
			cleanUp(t, f.config, source, target)
		})
	}
}

// TestRenamedColumns: a column that is called otherwise on the source is not taken for one that was dropped and one that is new, nor the
// other way round; and one that is not computed any more is to be so on the target (35).
func TestRenamedColumns(t *testing.T) {
	t.Parallel()
	const script = `create table t (older text, id int primary key, a text, b text); alter table t drop column older; insert into t values (1, 'a', 'b');
		create table u (id int primary key, last text); insert into u values (1, 'last');
		create table g (id int primary key, twice int generated always as (id * 2) stored); insert into g values (1)`
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, script), server.Database(t)
	config := watching(t, source, target)
	f := followLive(t, config)
	setApply(t, target, false)
	f.afterNow(t, 2)
	pgtest.Exec(t, source, "insert into t values (2, 'under the old name', 'b')")
	pgtest.Exec(t, source, `alter table t rename a to "A 2"; insert into t values (3, 'under the new name', 'b')`)
	f.awaitDifference(t, "public.t", `ALTER TABLE "public"."t" RENAME COLUMN "a" TO "A 2"`)
	setApply(t, target, true)
	f = mendBy(t, f, target, `ALTER TABLE "public"."t" RENAME COLUMN "a" TO "A 2"`)
	f.await(t, "follow")
	pgtest.Exec(t, source, "alter table u drop column last; alter table u add column newer text; insert into u values (2, 'newer')")
	f = mendBy(t, f, target, `ALTER TABLE "public"."u" ADD COLUMN "newer" text`)
	f.await(t, "follow")
	f.awaitDifference(t, "public.u", `ALTER TABLE "public"."u" DROP COLUMN "last"`)
	pgtest.Exec(t, target, `ALTER TABLE "public"."u" DROP COLUMN "last"`)
	pgtest.Exec(t, source, "alter table g alter twice drop expression")
	f = mendBy(t, f, target, `ALTER TABLE "public"."g" ALTER COLUMN "twice" DROP EXPRESSION`)
	pgtest.Exec(t, source, "insert into g values (2, 7); update g set twice = 8 where id = 1")
	f.finishTables(t, source, target, "t", "u", "g")
	f.expectLeftOut(t)
	sameColumns(t, source, target)
}
