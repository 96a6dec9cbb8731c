package run_test

import (
	"fmt"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// await waits until a query returns a row.
func await(t *testing.T, url, sql string) []string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if rows := pgtest.Query(t, url, sql); len(rows) > 0 {
			return rows[0]
		}
	}
	t.Fatalf("no row within a minute: %s", sql)
	return nil
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// TestTargetForgetsWhatWasCommitted: the target's server dies with commits that it never wrote to its disk, which a run that
// was stopped had made, and another one has read (8).
func TestTargetForgetsWhatWasCommitted(t *testing.T) {
	from := pgtest.Own(t, pgtest.Newest, "wal_sender_timeout = '400ms'") // the source hears of us often
	to := pgtest.Own(t, pgtest.Newest, "synchronous_commit = off", "wal_writer_delay = '10s'")
	for _, spool := range []string{journal.SpoolNone, t.TempDir()} {
		source, target := from.Database(t, live), to.Database(t)
		config := following(t, source, target, spool)
		f, stop := startStoppable(t, config)
		f.await(t, "follow")
		for _, sql := range work {
			pgtest.Exec(t, source, sql)
		}
		pgtest.Exec(t, source, "insert into account values (70001, 0, 'durable', 70001)")
		await(t, target, "select from account where id = 70001")
		pgtest.Exec(t, source, "insert into account values (70002, 0, 'perhaps', 70002)")
		await(t, target, "select from account where id = 70002")
		stop()
		config.Resume = true
		f, _ = startStoppable(t, config)
		f.await(t, "follow")
		await(t, source, `select from pg_replication_slots where active and database = current_database()
			and confirmed_flush_lsn >= '`+pgtest.Query(t, target, "select lsn from copydb.progress")[0][0]+"'")
		killAndRestart(t, to)
		pgtest.Exec(t, source, "insert into account values (70003, 0, 'later', 70003)")
		f.finish(t, source, target)
	}
}

// TestCutBeforeCommitIsAnswered cuts the connection of the session that applies, again and again: behind the statement that
// moves the progress, before COMMIT, and behind COMMIT, before its answer (3).
func TestCutBeforeCommitIsAnswered(t *testing.T) {
	for _, major := range []int{17, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pgtest.Newest).Database(t, live), pgtest.Start(t, major).Database(t)
			way := pgtest.NewWay(t, target)
			f := startFollower(t, following(t, source, way.URL, journal.SpoolNone))
			f.await(t, "follow")
			for i, sql := range work {
				way.Cut(pgtest.Cut{Session: "copydb/apply", AtServer: i%2 == 0, Before: "COMMIT\x00"})
				pgtest.Exec(t, source, sql)
				eventually(t, "a cut", func() bool { return way.Cuts() > i })
			}
			f.finish(t, source, target)
		})
	}
}

// TestOrphanOfAWindow: the way to the target is lost in the middle of a window of batches, without a word to the server, whose
// session waits for a lock that somebody else has. Another takes over, and each change is there once (5).
func TestOrphanOfAWindow(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	way := pgtest.NewWay(t, target)
	f := startFollower(t, following(t, source, way.URL, journal.SpoolNone))
	f.await(t, "follow")
	for i, before := range []string{"the-end", "COMMIT\x00"} {
		holder := connect(t, target)
		if _, err := holder.Exec(t.Context(), "begin; lock table public.wide in exclusive mode"); err != nil {
			t.Fatal(err)
		}
		pgtest.Exec(t, source, "update wide set small = small + 1")
		await(t, target, "select from pg_locks where relation = 'public.wide'::regclass and not granted")
		way.Cut(pgtest.Cut{Session: "copydb/apply", AtServer: true, Before: before, Orphan: true})
		for n := range 10 {
			pgtest.Exec(t, source, fmt.Sprintf("insert into account values (%[1]d, 0, 'the-end', %[1]d)", 80_000+10*i+n))
			pgtest.Exec(t, source, fmt.Sprintf("insert into bulk select %d + i, repeat('x', 100) from generate_series(1, 1000) i", 10_000*(10*i+n+1)))
		}
		eventually(t, "a cut", func() bool { return way.Cuts() > i })
		f.until(t, "another try", func(event run.Event) bool { _, ok := event.(run.FollowRetried); return ok })
		if _, err := holder.Exec(t.Context(), "rollback"); err != nil {
			t.Fatal(err)
		}
		await(t, target, fmt.Sprintf("select from account where id = %d", 80_000+10*i+9))
	}
	f.finish(t, source, target)
}

// TestSessionsEndedAndCancelled ends or cancels a session of the run on either side, again and again, while the application
// works (7).
func TestSessionsEndedAndCancelled(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	f := startFollower(t, following(t, source, target, t.TempDir()))
	f.await(t, "follow")
	l := startLoad(t, source, 3)
	for i := range 60 {
		role, url := [...]string{"apply", "apply", "apply-catalog", "stream", "status"}[i%5], target
		if role == "stream" {
			url = source
		}
		way := [...]string{"pg_cancel_backend", "pg_terminate_backend"}[i%2]
		pgtest.Query(t, url, fmt.Sprintf(`select %s(pid) from pg_stat_activity
			where datname = current_database() and application_name = 'copydb/%s'`, way, role))
		time.Sleep(20 * time.Millisecond)
	}
	l.end()
	f.finish(t, source, target)
}

// TestStatusSessionLostAtTheEnd: that nobody can be told any more how far the run is does not keep it from its end.
func TestStatusSessionLostAtTheEnd(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	ended := 0
	config.Subscribers = append(config.Subscribers, func(event run.Event) {
		if entered, ok := event.(run.StageEntered); ok && entered.Stage == "done" {
			ended = len(pgtest.Query(t, target, `select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and application_name = 'copydb/status'`))
		}
	})
	f := followLive(t, config)
	f.finish(t, source, target)
	if ended != 1 {
		t.Errorf("%d sessions were ended", ended)
	}
}
