package run_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/plan/drift"
)

// mendAndResume ends a run that its source's definitions stop, does what the error says, and takes the run up again.
func mendAndResume(t *testing.T, f *follower, target string) *follower {
	t.Helper()
	return mendAndResumeWith(t, f, target, "")
}

// mendAndResumeWith does so with something added to the statements.
func mendAndResumeWith(t *testing.T, f *follower, target, more string) *follower {
	t.Helper()
	for _, sql := range mending(t, f.end(t)) {
		pgtest.Exec(t, target, sql+more)
	}
	f.config.Resume = true
	f.config.Subscribers = nil
	resumed := startFollower(t, f.config)
	resumed.await(t, "follow")
	return resumed
}

// TestPartitionsComeAndGo follows a table whose partitions are emptied, made, attached with rows, detached and dropped: what the
// target needs is said with its statements, and both sides are the same in the end (29).
func TestPartitionsComeAndGo(t *testing.T) {
	t.Parallel()
	const script = `create table m (id int, region text, v text, primary key (id, region)) partition by range (id);
		create table m_0 partition of m for values from (0) to (100);
		create table m_1 (gone int, v text, region text not null, id int not null); alter table m_1 drop column gone; alter table m attach partition m_1 for values from (100) to (200);
		create table m_2 partition of m for values from (200) to (300) partition by list (region);
		create table m_2_eu partition of m_2 for values in ('eu'); create table m_2_rest partition of m_2 default; create table m_rest partition of m default;
		insert into m select n, case n % 2 when 0 then 'eu' else 'us' end, 'v' || n from generate_series(0, 399) n`
	for _, pair := range [][2]int{{13, 18}, {15, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
			f := startFollower(t, watching(t, source, target))
			f.await(t, "follow")
			pgtest.Exec(t, source, `delete from m where id between 205 and 216; update m set id = id + 200 where id between 10 and 15; update m set region = 'us' where id in (212, 250); update m set v = 'x' where id % 10 = 0;
				update m set id = id + 1000 where id = 50; delete from m where id = 60`)
			pgtest.Exec(t, source, "truncate m_1; insert into m values (150, 'eu', 'after'); truncate m_2_rest")
			pgtest.Exec(t, source, "delete from m_rest where id >= 400; create table m_4 partition of m for values from (400) to (500)")
			pgtest.Exec(t, source, "insert into m select n, 'eu', 'new' from generate_series(400, 420) n; update m set v = 'newer' where id > 410")
			f = mendAndResume(t, f, target)
			pgtest.Exec(t, source, "create table m_5 (like m including all); insert into m_5 select n, 'us', 'before' from generate_series(500, 550) n")
			pgtest.Exec(t, source, "alter table m attach partition m_5 for values from (500) to (600); insert into m values (560, 'us', 'by the stream')")
			f = mendAndResume(t, f, target)
			pgtest.Exec(t, source, "alter table m add column extra int")
			pgtest.Exec(t, source, "update m set extra = id where id in (150, 410)")
			f = mendAndResume(t, f, target)
			pgtest.Exec(t, source, "alter table m alter v type varchar(50); insert into m values (151, 'us', 'wider', 7)")
			f = mendAndResume(t, f, target)
			pgtest.Exec(t, source, "alter table m detach partition m_0; update m_0 set v = 'alone'; insert into m_0 (id, region, v) values (5000, 'eu', 'anywhere')")
			f.awaitDifference(t, "m_0", "DETACH")
			pgtest.Exec(t, source, "alter table m detach partition m_rest; drop table m_rest")
			f.awaitDifference(t, "m_rest", "DROP TABLE")
			pgtest.Exec(t, target, "alter table m detach partition m_0; drop table m_rest")
			f.finishTables(t, source, target, "m", "m_0", "m_1", "m_2_eu", "m_2_rest", "m_4", "m_5")
			f.expectLeftOut(t)
		})
	}
}

// TestOtherTreeOnTheTarget follows into tables that somebody else made, cut in another way: rows go where the target has them,
// and a partition that it does not have is told (29, 30).
func TestOtherTreeOnTheTarget(t *testing.T) {
	t.Parallel()
	const source = `create table flat (id int primary key, v text); insert into flat values (1, 'one'), (150, 'two');
		create table m (id int primary key, v text) partition by range (id); create table m_0 partition of m for values from (0) to (100);
		create table m_1 partition of m for values from (100) to (200)`
	const target = `create table flat (v text, id int primary key) partition by range (id); create table flat_0 partition of flat for values from (0) to (100);
		create table flat_1 partition of flat default; insert into flat values ('one', 1), ('two', 150);
		create table m (id int primary key, v text); create table m_0 (id int primary key, v text)`
	server := pgtest.Start(t, pgtest.Newest)
	from, to := server.Database(t, source), server.Database(t, target)
	config := watching(t, from, to)
	setUp(t, &config)
	f := followLive(t, config)
	pgtest.Exec(t, from, "update flat set id = 250 where id = 1; insert into flat values (3, 'three'); truncate only flat; insert into flat values (7, 'seven'), (170, 'more')")
	pgtest.Exec(t, from, "insert into m values (5, 'five')")
	pgtest.Exec(t, from, "insert into m values (105, 'nowhere')")
	err := f.end(t)
	var relation *apply.DriftError
	var definitions *drift.Error
	if !errors.As(err, &relation) && !errors.As(err, &definitions) || !strings.Contains(err.Error(), "m_1") {
		t.Fatalf("got %v, want drift of m_1", err)
	}
	pgtest.Exec(t, to, "create table m_1 (id int primary key, v text)")
	f = followLive(t, config)
	f.reachEnd(t, from, to)
	equalTables(t, from, to, "m_0", "m_1")
	if got := fmt.Sprint(pgtest.Query(t, to, "select id, v from flat order by id")); got != "[[7 seven] [170 more]]" {
		t.Errorf("the partitioned table has %s", got)
	}
	cleanUp(t, config, from, to)
}
