package main

import (
	"os"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
)

// TestSlotTakenOver: a run takes over the slot and the snapshot that copydb snapshot --follow holds, which may stop once the copy
// has begun. It shows the snapshot's rows and what happened since, is resumed without the holder, and refuses what does not
// belong together.
func TestSlotTakenOver(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed, big, "delete from big where id > 2000; alter table big add primary key (id)"), server.Database(t)
	both := []string{"--source", withPassword(source), "--target", withPassword(target)}
	holder, snapshot := holdSnapshot(t, append([]string{"--follow", "--insert-only", "history", "--slot-name", "held"}, both...)...)
	pgtest.Exec(t, source, "insert into account values (101, 1); insert into history values (1, 1); delete from big where id = 7; select nextval('numbers')")
	follow := func(more ...string) []string {
		return append(append([]string{"run", "--follow", "--table-jobs", "1"}, both...), more...)
	}

	other, stranger := holdSnapshot(t, "--source", withPassword(source))
	tells(t, start(t, follow("--snapshot", stranger)...).ends(t, 5), "no slot that the target knows goes with this snapshot")
	_ = other.Process.Kill()
	_ = other.Wait()
	tells(t, start(t, follow("--snapshot", snapshot, "--slot-name", "mine")...).ends(t, 5), "its slot is held")
	tells(t, start(t, follow("--snapshot", snapshot, "--exclude-table", "history")...).ends(t, 5), "brings changes of table public.history, which the run would not follow")
	tells(t, start(t, append([]string{"copy", "table-data", "--snapshot", stranger}, both...)...).ends(t, 5), "no slot that the target knows goes with this snapshot")

	spool := t.TempDir()
	run := start(t, follow("--snapshot", snapshot, "--spool", spool)...)
	eventually(t, target, copying)
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	if code := holder.ProcessState.ExitCode(); code != 130 {
		t.Errorf("copydb snapshot --follow: exit code %d", code)
	}
	eventually(t, target, "select 1 from copydb.sync where name = 'big'")
	_ = run.Process.Kill()
	_ = run.Wait()
	resumed := start(t, append([]string{"resume"}, both...)...)
	pgtest.Exec(t, source, "insert into account values (102, 2); insert into history values (2, 2)")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	resumed.ends(t, 0)
	counts := "select (select count(*) from account), (select sum(balance) from account), (select count(*) from history), (select count(*) from big), (select last_value from numbers)"
	if want, got := strings.Join(pgtest.Query(t, source, counts)[0], " "), strings.Join(pgtest.Query(t, target, counts)[0], " "); got != want {
		t.Errorf("the target has %s, the source %s", got, want)
	}
	steer(t, 0, append([]string{"compare", "schema"}, both...)...)
	tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "replication slot held\n", "removed in the folder "+spool)
}

// TestSlotTakenOverTooLate: once changes are applied by other means, there is no going back to the snapshot.
func TestSlotTakenOverTooLate(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t, followed)
	both := []string{"--source", withPassword(source), "--target", withPassword(target)}
	holder, snapshot := holdSnapshot(t, append([]string{"--follow"}, both...)...)
	pgtest.Exec(t, source, "insert into account values (101, 1)")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	steer(t, 0, append([]string{"stream", "apply"}, both...)...)
	tells(t, start(t, append([]string{"run", "--follow", "--drop-if-exists", "--snapshot", snapshot}, both...)...).ends(t, 5),
		"changes behind the snapshot are on the target already")
	_ = holder.Process.Kill()
	_ = holder.Wait()
	eventually(t, source, "select 1 where not exists (select from pg_stat_activity where datname = current_database() and application_name = 'copydb/snapshot')")
	tells(t, start(t, append([]string{"run", "--follow", "--snapshot", snapshot}, both...)...).ends(t, 5), "copydb: nobody holds this snapshot", "is it still running?")
	steer(t, 0, append([]string{"stream", "cleanup"}, both...)...)
}

// TestSetupTakenOver: a run takes over the slot that copydb stream setup has made, as pgcopydb's users begin, though nobody holds its
// snapshot: also what happened between the two comes once. One that is applied already by other means is left alone.
func TestSetupTakenOver(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t)
	both := []string{"--source", withPassword(source), "--target", withPassword(target)}
	steer(t, 0, append([]string{"stream", "setup", "--slot-name", "made", "--insert-only", "history"}, both...)...)
	pgtest.Exec(t, source, "insert into account values (101, 1); insert into history values (1, 1); update account set id = -1 where id = 1; delete from account where id = 2; select nextval('numbers')")
	run := start(t, append([]string{"run", "--follow", "--spool", t.TempDir()}, both...)...)
	eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
	pgtest.Exec(t, source, "insert into account values (102, 2); insert into history values (2, 2); delete from account where id = -1")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	tells(t, run.ends(t, 0), "slot made keeps changes from ")
	steer(t, 0, append([]string{"compare", "data"}, both...)...)
	steer(t, 0, append([]string{"compare", "schema"}, both...)...)
	tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "replication slot made\n")

	steer(t, 0, append([]string{"stream", "setup"}, both...)...)
	pgtest.Exec(t, source, "insert into account values (103, 2)")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	steer(t, 0, append([]string{"stream", "apply"}, both...)...)
	tells(t, start(t, append([]string{"run", "--follow", "--drop-if-exists"}, both...)...).ends(t, 5), "the target holds a run that follows its source", "copydb follow goes on with it")
	steer(t, 0, append([]string{"stream", "cleanup"}, both...)...)
}

// TestSlotNameTaken: a slot of somebody else's is left alone, whatever name the user chooses.
func TestSlotNameTaken(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t)
	pgtest.Query(t, source, "select pg_create_logical_replication_slot('taken', 'pgoutput')")
	for _, begin := range [][]string{{"run", "--follow"}, {"stream", "setup"}} {
		tells(t, start(t, append(begin, "--slot-name", "taken", "--source", withPassword(source), "--target", withPassword(target))...).ends(t, 5),
			"replication slot taken is there already", "choose another --slot-name")
	}
	pgtest.Query(t, source, "select pg_drop_replication_slot('taken')") // an error if it is gone
}

// TestJournalOfAnotherVersion: a journal that is kept otherwise is refused in so many words, and cleaned up all the same.
func TestJournalOfAnotherVersion(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t)
	do := func(want int, args ...string) string {
		t.Helper()
		c := start(t, append(args, "--source", withPassword(source), "--target", withPassword(target))...)
		stderr := c.ends(t, want)
		return c.stdout.String() + stderr
	}
	do(0, "stream", "setup", "--slot-name", "older")
	pgtest.Exec(t, target, "alter table copydb.follow drop column settings; update copydb.run set version = '0.0.1'")
	for _, args := range [][]string{{"resume"}, {"follow"}, {"run", "--follow", "--restart"}, {"status"}} {
		tells(t, do(5, args...), "the target's journal was written by another version of copydb", "go on with that version")
	}
	tells(t, do(5, "resume"), "another version of copydb: 0.0.1")
	tells(t, do(0, "stream", "cleanup"), "removed on the source: replication slot older\n", "removed on the target: the journal\n", "perhaps, as the journal of another version of copydb knew")
	tells(t, do(0, "stream", "cleanup"), "nothing to remove")
}
