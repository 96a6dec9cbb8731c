package run_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"copydb/catalog/filter"
	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// stopFollower runs until a step of a kind starts for the nth time, and stops there.
func stopFollower(t *testing.T, config run.Config, kind plan.Kind, nth int) {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	var mu sync.Mutex
	met := 0
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		mu.Lock()
		defer mu.Unlock()
		if started, ok := event.(run.StepStarted); ok && started.Step.Kind == kind {
			if met++; met == nth {
				stop(run.ErrInterrupted)
			}
		}
	}}
	if err := run.Run(ctx, config); !errors.Is(err, run.ErrInterrupted) {
		t.Fatalf("the stopped run: got %v, want %v", err, run.ErrInterrupted)
	}
}

// TestResumedCopyIsOfOneMoment stops a copy again and again, and writes meanwhile to tables that are there and to those
// that are not, in all ways. The copy goes on under another snapshot each time, and in the end both sides are the same (36).
func TestResumedCopyIsOfOneMoment(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	config.TableJobs = 1
	stopFollower(t, config, plan.Copy, 4)
	for _, sql := range work {
		pgtest.Exec(t, source, sql)
	}
	config.Resume = true
	stopFollower(t, config, plan.Copy, 4)
	for _, sql := range []string{
		"update account set id = id + 20000 where id > 200 and id < 240",
		"delete from account where id in (select id from account where id < 1000 except select account from entry)",
		"truncate measure_old",
		"update wide set big = repeat('z', 4000) where id < 4",
		"insert into bulk select i, 'later' from generate_series(1000, 1200) i",
		"truncate bulk; insert into bulk values (1, 'after the truncation')",
		"select lo_from_bytea(7005, 'yet another'), lo_unlink(7004)",
	} {
		pgtest.Exec(t, source, sql)
	}
	stopFollower(t, config, plan.ForeignKey, 1)
	pgtest.Exec(t, source, "insert into account values (777777, 0, 'last', 777777); insert into entry (account, amount) values (777777, 1)")
	f := followLive(t, config)
	pgtest.Exec(t, source, "update account set note = 'very last' where id = 777777")
	f.finish(t, source, target)
}

// TestResumedThoughTablesGrow: a copy that is taken up does not mind that a table has become another's size, or is known better.
func TestResumedThoughTablesGrow(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	stopFollower(t, config, plan.ForeignKey, 1)
	pgtest.Exec(t, source, "insert into bulk select i, repeat('b', 100) from generate_series(1, 20000) i; analyze")
	config.Resume = true
	f := followLive(t, config)
	f.finish(t, source, target)
}

// TestFollowResumedAtTheEnd stops in the middle of what is done at the end, and goes on.
func TestFollowResumedAtTheEnd(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	config.TableJobs = 1
	f := followLive(t, config)
	for _, sql := range work {
		pgtest.Exec(t, source, sql)
	}
	f.reachEnd(t, source, target)
	pgtest.Exec(t, source, "insert into history values (5, 5); insert into account values (8000, 0, 'later', 8000)")
	setEnd(t, source, target)
	config.Resume = true
	stopFollower(t, config, plan.CopyAgain, 2)
	f = startFollower(t, config)
	if err := f.end(t); err != nil {
		t.Fatal(err)
	}
	config.Resume = false
	same(t, config, source, target)
}

// TestRestartOfAFollowedRun begins again in the place of a run that follows, with another slot.
func TestRestartOfAFollowedRun(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	spool := t.TempDir()
	config := following(t, source, target, spool)
	config.Options.Filter.Full = []filter.Pattern{{Text: "hist*"}}
	config.Follow.Slot = "mine"
	stopFollower(t, config, plan.Copy, 3)
	if err := run.Run(t.Context(), config); !errors.Is(err, run.ErrUnfinished) {
		t.Fatalf("beginning again: got %v, want %v", err, run.ErrUnfinished)
	}
	config = following(t, source, target, spool)
	config.Restart = true
	f := followLive(t, config)
	if left := pgtest.Query(t, source, "select slot_name from pg_replication_slots where slot_name = 'mine' union all select relname from pg_class where relreplident = 'f'"); len(left) > 0 {
		t.Errorf("left behind on the source: %v", left)
	}
	f.finish(t, source, target)
}

// TestNothingIsHeldWhileFollowing: a run that is taken up holds no snapshot on the source while it follows, in full or a part of it: that
// would keep vacuum from its work, and ALTER TABLE from the tables that views look at.
func TestNothingIsHeldWhileFollowing(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live, "create view seen as select id, note from account"), server.Database(t)
	config := following(t, source, target, t.TempDir())
	f, stop := startStoppable(t, config)
	for i, part := range []run.Part{"", run.PartApply, run.PartReceive} {
		if i > 0 {
			config.Resume, config.Part = true, part
			f, stop = startStoppable(t, config)
		}
		if part == run.PartReceive {
			await(t, source, "select from pg_stat_replication where application_name = 'copydb/stream' and state = 'streaming'")
		} else {
			f.await(t, "follow")
		}
		await(t, source, `select where not exists (select from pg_stat_activity where datname = current_database()
			and application_name like 'copydb/%' and application_name <> 'copydb/stream' and xact_start is not null)`)
		pgtest.Exec(t, source, "alter table account alter note set not null")
		stop()
	}
	config.Part = ""
	f, _ = startStoppable(t, config)
	f.await(t, "follow")
	f.finishPlain(t, source, target)
}
