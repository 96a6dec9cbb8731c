package logical_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/streamtest"
)

// TestSlotKnowsWhatCommittedWhileItWasMade: tables are truncated, and written to, at each point at which the creation of a
// slot waits for transactions. The slot brings what comes later all the same.
func TestSlotKnowsWhatCommittedWhileItWasMade(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		url := pgtest.Own(t, major).Database(t, "create table t (id int primary key, v text); create table other (id int primary key)")
		pgtest.Exec(t, url, "create publication ours for table t")
		running := startTransaction(t, url)
		made := make(chan error, 1)
		var slot *logical.NewSlot
		go func() {
			var err error
			slot, err = logical.CreateSlot(streamtest.Within(t), streamtest.Endpoint(t, url), "ours", logical.SlotOptions{}, nil)
			made <- err
		}()
		for step := 0; awaitWaiting(t, url, running, made); step++ {
			next := startTransaction(t, url)
			if step%2 == 0 {
				pgtest.Exec(t, url, "truncate t")
			}
			if err := running.Close(streamtest.Within(t)); err != nil {
				t.Fatal(err)
			}
			running = next
			pgtest.Exec(t, url, "insert into other select coalesce(max(id), 0) + 1 from other")
		}
		if err := slot.Close(streamtest.Within(t)); err != nil {
			t.Fatal(err)
		}
		s := &streamtest.Source{URL: url, Endpoint: streamtest.Endpoint(t, url), Slot: "ours", Start: slot.Start}
		t.Cleanup(func() { s.DropSlot(t) })
		for _, sql := range []string{"insert into t values (1, 'first')", "truncate t", "insert into t values (2, 'second')"} {
			pgtest.Exec(t, url, sql)
		}
		changes := pgtest.Query(t, url, `select count(*) from pg_logical_slot_peek_binary_changes('ours', null, null,
			'proto_version', '1', 'publication_names', 'ours') where get_byte(data, 0) in (ascii('I'), ascii('T'))`)
		streamtest.Want(t, "changes that the slot brings", changes[0][0], "3")
	}
}

// startTransaction opens a transaction that has written; closing its session ends it.
func startTransaction(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(streamtest.Within(t), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(streamtest.Within(t), "begin; select txid_current()"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// awaitWaiting waits until a slot's creation waits for a session's transaction, or is through.
func awaitWaiting(t *testing.T, url string, running *pgx.Conn, made chan error) bool {
	t.Helper()
	for {
		select {
		case err := <-made:
			if err := running.Close(streamtest.Within(t)); err != nil {
				t.Fatal(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			return false
		case <-time.After(10 * time.Millisecond):
		}
		if len(pgtest.Query(t, url, fmt.Sprintf(`select from pg_stat_activity where application_name = 'copydb/slot'
			and %d = any (pg_blocking_pids(pid))`, running.PgConn().PID()))) > 0 {
			return true
		}
	}
}
