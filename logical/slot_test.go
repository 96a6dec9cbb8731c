package logical_test

import (
	"fmt"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

// TestSlotAndItsSnapshotMeet: the snapshot sees what committed before the slot began, and lives on with who adopts it.
func TestSlotAndItsSnapshotMeet(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		url := pgtest.Start(t, major).Database(t, "create table t (id int primary key); insert into t values (1)")
		conn, endpoint, server := session(t, url)
		const name = "copydb_test_meet"
		slot, err := logical.CreateSlot(t.Context(), endpoint, name, logical.SlotOptions{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		snapshot, err := catalog.AdoptSnapshot(t.Context(), endpoint, slot.Snapshot)
		if err != nil {
			t.Fatal(err)
		}
		if err := slot.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		pgtest.Exec(t, url, "insert into t values (2)")
		reader, _, _ := session(t, url)
		if err := catalog.JoinSnapshot(t.Context(), reader, snapshot.ID); err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := reader.QueryRow(t.Context(), "select count(*) from public.t").Scan(&rows); err != nil || rows != 1 {
			t.Errorf("PostgreSQL %d: the snapshot sees %d rows, %v; want 1", major, rows, err)
		}
		if err := snapshot.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		state, err := catalog.ReadSlot(t.Context(), conn, server, name)
		if err != nil || state == nil || state.ConfirmedFlush != slot.Start || state.Active || state.Lost() || state.Retained <= 0 {
			t.Errorf("PostgreSQL %d: the slot is %+v, %v", major, state, err)
		}
		for range 2 {
			if err := logical.DropSlot(t.Context(), conn, name); err != nil {
				t.Fatal(err)
			}
		}
		if state, err := catalog.ReadSlot(t.Context(), conn, server, name); err != nil || state != nil {
			t.Errorf("PostgreSQL %d: the dropped slot is %+v, %v", major, state, err)
		}
	}
}

// TestSlotNamesWhomItWaitsFor: a transaction of another database, and a prepared one, hold the creation up (37).
func TestSlotNamesWhomItWaitsFor(t *testing.T) {
	server := pgtest.Own(t, pgtest.Newest)
	url, elsewhere := server.Database(t, "create table t (id int)"), server.Database(t, "create table t (id int)")
	_, endpoint, _ := session(t, url)
	idle, _, _ := session(t, elsewhere)
	if _, err := idle.Exec(t.Context(), "begin; insert into public.t values (1)"); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, url, "begin; insert into t values (1); prepare transaction 'half'")
	var told []string
	slot, err := logical.CreateSlot(t.Context(), endpoint, "copydb_test_waits", logical.SlotOptions{Temporary: true},
		func(blockers []logical.Blocker) {
			for _, blocker := range blockers {
				told = append(told, blocker.String())
				if blocker.PID == 0 {
					pgtest.Exec(t, url, "rollback prepared 'half'")
				} else if _, err := idle.Exec(t.Context(), "rollback"); err != nil {
					t.Error(err)
				}
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	if err := slot.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(told, "\n")
	for _, want := range []string{fmt.Sprintf("process %d (", idle.PgConn().PID()), "idle in transaction since ", `the prepared transaction "half" in database `} {
		if !strings.Contains(all, want) {
			t.Errorf("got %q, want %q in it", all, want)
		}
	}
}

// TestCheck looks at a source on which nothing is as it should be.
func TestCheck(t *testing.T) {
	server := pgtest.Own(t, pgtest.Newest, "wal_level = replica", "max_replication_slots = 1", "max_wal_senders = 1",
		"max_slot_wal_keep_size = '1GB'", "wal_sender_timeout = '5s'", "idle_replication_slot_timeout = '1h'",
		"synchronous_standby_names = 'FIRST 1 (*)'", "synchronous_commit = local")
	url := server.Database(t, identities+`create role reader login`)
	conn, _, probed := session(t, strings.Replace(url, "postgres@", "reader@", 1))
	settings, err := catalog.ReadStreamSettings(t.Context(), conn, probed)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := catalog.ReadReplicaIdentities(t.Context(), conn, probed)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, finding := range logical.Check(probed, settings, logical.Select(tables, logical.Wishes{})) {
		mark := "notice"
		if finding.Refused {
			mark = "refused"
		}
		lines = append(lines, mark+": "+finding.Text+" ("+finding.Hint+")")
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		"refused: its wal_level is replica",
		"notice: its max_slot_wal_keep_size of 1024 MB",
		"notice: only one of its max_replication_slots of 1 is free",
		"notice: its wal_sender_timeout is 5000 ms",
		"notice: its idle_replication_slot_timeout invalidates the slot when copydb is away for 3600 s",
		"refused: its synchronous_standby_names",
		`refused: role reader may not replicate (ALTER ROLE "reader" REPLICATION)`,
		`refused: role reader may not make a publication in database ` + probed.Database + ` (GRANT CREATE ON DATABASE `,
		`refused: role reader may not publish what belongs to postgres: table S s.Un ique, `,
		"notice: table public.child, public.keyless, public.log, public.mixed_2, public.wide is copied once more at the end instead of being followed (no primary key)",
		"notice: table public.unlogged is copied once more at the end instead of being followed (unlogged)",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("missing: %s\nin:\n%s", want, all)
		}
	}
}
