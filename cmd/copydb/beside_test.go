package main

import (
	"os"
	"testing"

	"copydb/catalog/pgtest"
)

// entries has what a copy makes besides rows: a view that is filled, an index, a foreign key.
const entries = followed + `
create table entry (id int primary key, account int references account, note text);
insert into entry select i, i, 'old' from generate_series(1, 100) i;
create index on entry (note);
create materialized view total as select count(*) from entry;
create table kept (id int primary key);`

// between returns what runs copydb between two databases to its end, and returns what it wrote to stderr.
func between(t *testing.T, source, target string) func(want int, args ...string) string {
	return func(want int, args ...string) string {
		t.Helper()
		return start(t, append(args, "--source", withPassword(source), "--target", withPassword(target))...).ends(t, want)
	}
}

// TestCopyBesideSlot copies part by part under the snapshot of a slot, as pgcopydb's users do, and follows part by part. A part that is
// killed is taken up, and holds following up until then; parts that come when nobody holds the snapshot any more fit as well.
func TestCopyBesideSlot(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, entries), server.Database(t)
	do := between(t, source, target)
	holder, snapshot := holdSnapshot(t, "--follow", "--slot-name", "beside", "--exclude-table", "kept", "--source", withPassword(source), "--target", withPassword(target))
	tells(t, do(0, "stream", "setup"), "slot beside is there, and keeps changes from ")
	tells(t, do(5, "stream", "setup", "--slot-name", "other"), "its slot is beside")
	pgtest.Exec(t, source, "insert into account values (101, 1); insert into entry values (101, 101, 'new'); delete from entry where id = 7; update account set balance = 5 where id = 8; select nextval('numbers')")
	do(0, "copy", "schema")
	tells(t, do(5, "copy", "table-data", "--exclude-table", "account", "--exclude-table", "kept"), "brings changes of table public.account", "theirs hold")
	pgtest.Exec(t, target, "drop index entry_note_idx")

	lock := pgtest.Session(t, target)
	lock("begin; lock table entry in share mode") // what writes rows waits for it
	copying := start(t, "copy", "table-data", "--snapshot", snapshot, "--table-jobs", "2", "--source", withPassword(source), "--target", withPassword(target))
	eventually(t, target, "select 1 from copydb.step where id like '%account%'")
	_ = copying.Process.Kill()
	_ = copying.Wait()
	lock("rollback")
	tells(t, do(5, "follow"), "a part of the copy is not finished", "copydb resume", "--restart")
	tells(t, do(5, "copy", "indexes"), "the target holds an unfinished run")
	do(0, "resume")
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	pgtest.Exec(t, target, "truncate entry")
	pgtest.Exec(t, source, "insert into entry values (102, 101, 'newer'); delete from entry where id = 9; update entry set note = 'moved', id = -1 where id = 10")
	for _, part := range []string{"table-data", "indexes", "constraints", "sequences", "blobs"} {
		args := []string{"copy", part}
		if part == "table-data" {
			pgtest.Exec(t, target, "truncate account, entry")
		}
		do(0, args...)
	}

	pgtest.Exec(t, source, "insert into entry values (103, 101, 'newest')")
	now := pgtest.Query(t, source, "select pg_current_wal_flush_lsn()")[0][0]
	tells(t, do(5, "stream", "prefetch", "--endpos", now), "there is no spool to receive into", "--spool DIR")
	do(0, "stream", "prefetch", "--endpos", now, "--spool", t.TempDir())
	steer(t, 0, "stream", "sentinel", "set", "apply", "--target", withPassword(target))
	do(0, "stream", "catchup", "--endpos", now)
	tells(t, do(5, "copy", "table-data"), "there are rows already")
	pgtest.Exec(t, source, "delete from entry where id = 11")
	do(0, "stream", "replay", "--endpos", pgtest.Query(t, source, "select pg_current_wal_flush_lsn()")[0][0])
	pgtest.Exec(t, source, "insert into history values (1, 1); select nextval('numbers'); delete from entry where id = 12")
	do(0, "stream", "sentinel", "set", "endpos", "--current")
	do(0, "follow")
	for _, side := range []string{source, target} { // the copy is not the run's, which refreshes none
		pgtest.Exec(t, side, "refresh materialized view total")
	}
	do(0, "compare", "data", "--exclude-table", "kept")
	do(0, "compare", "schema", "--exclude-table", "kept")
	do(0, "stream", "cleanup")
}

// TestCopyForSlot: copydb run copies for a slot that is there, as pgcopydb clone does, and leaves following to copydb follow.
func TestCopyForSlot(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, entries), server.Database(t)
	do := between(t, source, target)
	do(0, "stream", "setup")
	pgtest.Exec(t, source, "insert into account values (101, 1); insert into entry values (101, 101, 'new'); delete from entry where id = 7; select nextval('numbers')")
	tells(t, do(0, "run"), "the copy is made", "copydb follow goes on with it")
	pgtest.Query(t, target, "select * from total") // an error if it is not filled
	pgtest.Exec(t, source, "insert into entry values (102, 101, 'newer'); insert into history values (1, 1); delete from entry where id = 9")
	do(0, "stream", "sentinel", "set", "endpos", "--current")
	do(0, "follow")
	do(0, "compare", "data")
	do(0, "compare", "schema")
	do(0, "stream", "cleanup")
}
