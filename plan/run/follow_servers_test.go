package run_test

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// TestServersKilledWhileFollowing kills the target's server, and then the source's, under a run that goes on by itself when
// they are back (8, 9), and ends sessions of both sides (7).
func TestServersKilledWhileFollowing(t *testing.T) {
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		from, to := pgtest.Own(t, pgtest.Newest), pgtest.Own(t, pgtest.Newest)
		source, target := from.Database(t, live), to.Database(t)
		f := startFollower(t, following(t, source, target, spool))
		f.await(t, "follow")
		for i, sql := range work {
			pgtest.Exec(t, source, sql)
			switch i {
			case 4:
				killAndRestart(t, to)
			case 9:
				killAndRestart(t, from)
			case 14:
				for _, url := range []string{source, target} {
					pgtest.Query(t, url, `select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name like 'copydb/%'`)
				}
			}
		}
		f.finish(t, source, target)
	}
}

// TestTargetStaysAway: a run that gives up after RetryFor, and each try before that, tells why the target cannot be had, not that a
// session was lost long ago; and it can be taken up.
func TestTargetStaysAway(t *testing.T) {
	t.Parallel()
	source, to := pgtest.Start(t, pgtest.Newest).Database(t, live), pgtest.Own(t, pgtest.Newest)
	target := to.Database(t)
	config := following(t, source, target, t.TempDir())
	config.RetryFor = time.Second
	f := followLive(t, config)
	if err := to.Kill(); err != nil {
		t.Fatal(err)
	}
	var resumable *run.UnfinishedError
	if err := f.end(t); !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &resumable) {
		t.Errorf("got %v, want that connections are refused, of a run that can be taken up", err)
	}
	if err := to.Restart(); err != nil {
		t.Fatal(err)
	}
	config.Resume, config.RetryFor = true, time.Minute
	followLive(t, config).finish(t, source, target)
}

// TestSourceStaysAway: a run that hears nothing from the source does not tell that it has caught up.
func TestSourceStaysAway(t *testing.T) {
	t.Parallel()
	for _, spool := range []string{journal.SpoolNone, t.TempDir()} {
		from := pgtest.Own(t, pgtest.Newest)
		source, target := from.Database(t, live), pgtest.Start(t, pgtest.Newest).Database(t)
		f := followLive(t, following(t, source, target, spool))
		pgtest.Exec(t, source, "insert into account values (70001, 0, 'before', 70001)")
		awaitWaiting(t, target, 0)
		if err := from.Kill(); err != nil {
			t.Fatal(err)
		}
		f.until(t, "being behind", func(event run.Event) bool {
			told, ok := event.(run.Followed)
			return ok && told.Status.Stage == "follow" && told.Status.Transactions == 0 && told.Status.Behind > 2*time.Second
		})
		if err := from.Restart(); err != nil {
			t.Fatal(err)
		}
		awaitWaiting(t, target, 0)
		f.finish(t, source, target)
	}
}

// TestJournalTakenAway: a run whose lock was lost does not go on where the journal has become another's meanwhile.
func TestJournalTakenAway(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	f := followLive(t, following(t, source, target, journal.SpoolNone))
	pgtest.Exec(t, target, "begin; update copydb.follow set start = '0/1'; "+
		"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'copydb/%'; commit")
	if err := f.end(t); !errors.Is(err, run.ErrTakenOver) {
		t.Errorf("got %v, want %v", err, run.ErrTakenOver)
	}
	cleanUp(t, f.config, source, target)
}

func killAndRestart(t *testing.T, server *pgtest.Server) {
	t.Helper()
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
}

// TestSlotLostWhileChangesWait: a source that has no room for what waits on it while nothing is applied gives the slot up; the run
// notices, and does not wait for what cannot come.
func TestSlotLostWhileChangesWait(t *testing.T) {
	t.Parallel()
	source := pgtest.Own(t, pgtest.Newest, "max_slot_wal_keep_size = '1MB'", "min_wal_size = '32MB'", "max_wal_size = '32MB'").Database(t, live)
	target := pgtest.Start(t, pgtest.Newest).Database(t)
	f := followLive(t, following(t, source, target, journal.SpoolNone))
	setApply(t, target, false)
	f.afterNow(t, 2)
	for len(pgtest.Query(t, source, "select from pg_replication_slots where wal_status = 'lost'")) == 0 {
		pgtest.Exec(t, source, "insert into bulk select i, repeat('x', 100) from generate_series(1, 1000) i on conflict do nothing")
		pgtest.Query(t, source, "select pg_switch_wal()")
		pgtest.Exec(t, source, "checkpoint")
	}
	if err := f.end(t); !errors.Is(err, run.ErrSlotLost) {
		t.Errorf("got %v, want %v", err, run.ErrSlotLost)
	}
	cleanUp(t, f.config, source, target)
}
