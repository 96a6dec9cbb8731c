package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// copiedAgain lists the tables that the end has copied again.
func (f *follower) copiedAgain() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for _, event := range f.events {
		if finished, ok := event.(run.StepFinished); ok && finished.Err == nil && strings.HasPrefix(finished.Step.ID, "copy again ") {
			names = append(names, strings.TrimPrefix(finished.Step.ID, "copy again public."))
		}
	}
	slices.Sort(names)
	return names
}

// TestRewrittenTables: what ALTER TABLE does to rows that are there is in no stream. Tables whose rows are others for it are told, and
// copied again at the end, though nothing else shows it, also where changes cannot be applied any more; those that are not are left.
func TestRewrittenTables(t *testing.T) {
	t.Parallel()
	const script = `create table readded (id int primary key, v text); create table doubled (id int primary key, n int); create table shifted (id int primary key, v text);
		create table filled (id int primary key); create table later (id int primary key); create table random (id int primary key); create table vacuumed (id int primary key, v text);
		create table emptied (id int primary key); create table quiet (id int primary key, v text); create table needed (id int primary key, gone text, v text);
		create view needs as select id, gone from needed;
		create table measure (at int, n int, primary key (at)) partition by range (at); create table measure_1 partition of measure for values from (0) to (100);
		insert into readded values (1, 'old'), (2, 'old'); insert into doubled values (1, 10), (2, 20); insert into shifted values (1, 'a'), (2, 'b'); insert into filled values (1), (2);
		insert into later values (1), (2); insert into random values (1), (2); insert into vacuumed values (1, 'v'); insert into emptied values (1); insert into quiet values (1, 'q'), (2, 'q');
		insert into needed values (1, 'g', 'v'); insert into measure values (1, 1), (2, 2)`
	for _, pair := range [][2]int{{13, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
			f := followLive(t, watching(t, source, target))
			for _, sql := range []string{"vacuum full vacuumed", "cluster vacuumed using vacuumed_pkey", "truncate emptied", "insert into emptied values (2)",
				"alter table quiet alter v set default 'd', alter v set statistics 7, alter v set not null"} {
				pgtest.Exec(t, source, sql)
			}
			pgtest.Exec(t, source, "alter table readded drop column v; alter table readded add column v text; update readded set v = 'new' where id = 1")
			f.awaitDifference(t, "public.readded", "column v was dropped and added again", "copied once more at the end")
			pgtest.Exec(t, source, "alter table doubled alter n type int using n * 2; update doubled set n = 5 where id = 1")
			f.awaitDifference(t, "public.doubled", "written anew", "copied once more at the end")
			pgtest.Exec(t, source, "alter table measure alter n type int using n + 1")
			f.awaitDifference(t, "public.measure_1", "written anew", "copied once more at the end")
			pgtest.Exec(t, source, "alter table shifted alter id type int using id + 1; update shifted set v = 'c' where id = 3; insert into shifted values (1, 'z'); delete from shifted where id = 2")
			pgtest.Exec(t, source, "insert into quiet values (3, 'comes')")
			await(t, target, "select from quiet where id = 3")

			pgtest.Exec(t, source, "alter table filled add column s text not null default 'new'; insert into filled values (3, 'other')")
			f = mendBy(t, f, target, `ALTER TABLE "public"."filled" ADD COLUMN "s" text DEFAULT 'new'::text NOT NULL`)
			f.await(t, "follow")
			pgtest.Exec(t, source, "alter table later add column s text; update later set s = 'by the stream' where id = 2")
			f = mendBy(t, f, target, `ALTER TABLE "public"."later" ADD COLUMN "s" text`)
			f.await(t, "follow")
			pgtest.Exec(t, source, "alter table random add column r double precision default random(); insert into random values (3)")
			f = mendBy(t, f, target, `ALTER TABLE "public"."random" ADD COLUMN "r" double precision`)
			f.await(t, "follow")
			f.awaitDifference(t, "public.random", "column r was added on the source, with values", "copied once more at the end")
			pgtest.Exec(t, source, "alter table needed drop column gone cascade")
			f.awaitDifference(t, "public.needed", `ALTER TABLE "public"."needed" DROP COLUMN "gone" CASCADE`)
			pgtest.Exec(t, target, `ALTER TABLE "public"."needed" DROP COLUMN "gone" CASCADE`)

			f.reachEnd(t, source, target)
			f.expectLeftOut(t)
			if got, want := strings.Join(f.copiedAgain(), " "), "doubled measure_1 random readded shifted"; got != want {
				t.Errorf("copied again: %s, want %s", got, want)
			}
			equalTables(t, source, target, "readded", "doubled", "shifted", "filled", "later", "random", "vacuumed", "emptied", "quiet", "needed", "measure")
			cleanUp(t, f.config, source, target)
		})
	}
}

// TestRewrittenBeforeItIsCopied: a table whose rows are written anew before its copy is empty under the snapshot, which would be no
// error; the end brings its rows (36).
func TestRewrittenBeforeItIsCopied(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, "create table t (id int primary key, n int); insert into t select i, i from generate_series(1, 1000) i"), server.Database(t)
	config := watching(t, source, target)
	config.Subscribers = append(config.Subscribers, func(event run.Event) {
		if entered, ok := event.(run.StageEntered); ok && entered.Stage == "copy" {
			pgtest.Exec(t, source, "alter table t alter n type int using n + 1")
		}
	})
	f := followLive(t, config)
	f.awaitDifference(t, "public.t", "written anew", "copied once more at the end")
	pgtest.Exec(t, source, "update t set n = 0 where id = 7; delete from t where id = 8; insert into t values (2000, 1)")
	f.finishTables(t, source, target, "t")
}
