package run_test

import (
	"testing"
	"time"

	"copydb/catalog/pgtest"
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

// TestTargetForgetsWhatWasCommitted: the target's server dies with commits that it never wrote to its disk, which a run that
// was stopped had made, and another one has read (8).
func TestTargetForgetsWhatWasCommitted(t *testing.T) {
	from := pgtest.Own(t, pgtest.Newest, "wal_sender_timeout = '400ms'") // the source hears of us often
	to := pgtest.Own(t, pgtest.Newest, "synchronous_commit = off", "wal_writer_delay = '10s'")
	for _, spool := range []string{run.SpoolNone, t.TempDir()} {
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
