package run_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// manyChanges is more than what lanes are for: 40 MB of WAL, with something in the middle that is not for lanes.
var manyChanges = []string{
	"insert into bulk select i, repeat('b', 300) from generate_series(1, 20000) i",
	"create procedure busy() language plpgsql as $$ begin for i in 1..3000 loop " +
		"update account set balance = balance + 1 where id = 1 + i % 200; " +
		"insert into history values (i, i); " +
		"update bulk set filler = repeat('c', 1000) where id between i * 6 and i * 6 + 5; commit; end loop; end $$",
	"call busy()",
	"begin; update bulk set id = id + 100000 where id % 5000 = 0; delete from bulk where id % 100 = 7; commit",
	"truncate measure_old",
	"call busy()",
	"update measure set value = value + 1000",
}

// TestCatchUpByLanes stops a run again and again while several sessions apply what waits in its spool.
func TestCatchUpByLanes(t *testing.T) {
	t.Parallel()
	for _, spool := range []string{t.TempDir(), journal.SpoolTarget} {
		server := pgtest.Start(t, pgtest.Newest)
		source, target := server.Database(t, live), server.Database(t)
		config := following(t, source, target, spool)
		config.Follow.Lanes = 3
		f, stop := startStoppable(t, config)
		f.await(t, "follow")
		setApply(t, target, false)
		f.afterNow(t, 2)
		for _, sql := range manyChanges {
			pgtest.Exec(t, source, sql)
		}
		received(t, source)
		stop()
		setApply(t, target, true)
		setEnd(t, source, target)
		config.Resume = true
		apart := 0
		for i := range 4 {
			if f, stop := startStoppable(t, config); f.awaitLanes(t, target) {
				time.Sleep(time.Duration(i) * 60 * time.Millisecond)
				stop()
				apart += len(pgtest.Query(t, target, "select from copydb.progress where lane > 0"))
			}
		}
		f, _ = startStoppable(t, config)
		if err := f.end(t); err != nil {
			t.Fatal(err)
		}
		if apart == 0 {
			t.Error("no stop has left lanes apart")
		}
		same(t, config, source, target)
	}
}

// awaitLanes waits until several lanes apply; it is false if the run ends without.
func (f *follower) awaitLanes(t *testing.T, target string) bool {
	t.Helper()
	const lanes = "select lane, lsn from copydb.progress where lane > 0 order by lane"
	before := pgtest.Query(t, target, lanes)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-f.ended:
			f.ended = nil
			if err != nil {
				t.Fatal(err)
			}
			return false
		default:
		}
		if now := pgtest.Query(t, target, lanes); len(now) > 0 && !cmp.Equal(now, before) {
			return true
		}
	}
	t.Fatal("nothing is applied within a minute")
	return false
}

// received waits until all changes are in the spool.
func received(t *testing.T, source string) {
	t.Helper()
	now := pgtest.Query(t, source, "select pg_current_wal_flush_lsn()")[0][0]
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		sql := fmt.Sprintf("select from pg_replication_slots where database = current_database() and confirmed_flush_lsn >= '%s'", now)
		if len(pgtest.Query(t, source, sql)) > 0 {
			return
		}
	}
	t.Fatal("the changes are not received within a minute")
}
