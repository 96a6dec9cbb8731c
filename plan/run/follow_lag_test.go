package run_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/plan/journal"
)

// awaitWaiting waits until the status tells of a number of transactions that wait.
func awaitWaiting(t *testing.T, target string, want int64) {
	t.Helper()
	conn := connect(t, target)
	var status logical.Status
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var err error
		if status, err = logical.ReadStatus(t.Context(), conn); err != nil {
			t.Fatal(err)
		}
		if status.Transactions == want && (want == 0) == (status.Behind == 0) {
			return
		}
	}
	t.Fatalf("%d transactions wait, want %d; status %+v", status.Transactions, want, status)
}

// TestTransactionsThatWait counts the transactions that were received and are not applied, wherever they wait, also after the run
// was stopped and taken up.
func TestTransactionsThatWait(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		t.Run(filepath.Base(spool), func(t *testing.T) {
			t.Parallel()
			source, target := server.Database(t, "create table t (id int primary key)"), server.Database(t)
			config := following(t, source, target, spool)
			f, stop := startStoppable(t, config)
			f.await(t, "follow")
			pgtest.Exec(t, source, "insert into t values (-1)")
			pgtest.Exec(t, source, "insert into t values (-2)")
			awaitWaiting(t, target, 0)
			setApply(t, target, false)
			f.afterNow(t, 2)
			for n := range 25 {
				pgtest.Exec(t, source, fmt.Sprintf("insert into t values (%d)", n))
			}
			awaitWaiting(t, target, 25)
			stop()
			config.Resume = true
			f = followLive(t, config)
			pgtest.Exec(t, source, "insert into t values (100)")
			awaitWaiting(t, target, 26)
			setApply(t, target, true)
			awaitWaiting(t, target, 0)
			f.finishPlain(t, source, target)
			if got := pgtest.Query(t, target, "select count(*) from t")[0][0]; got != "28" {
				t.Errorf("the target has %s rows, want 28", got)
			}
		})
	}
}
