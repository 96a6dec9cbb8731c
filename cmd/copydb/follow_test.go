package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
)

const followed = `
create table account (id int primary key, balance int not null);
create table history (account int, delta int);
create sequence numbers;
insert into account select i, 0 from generate_series(1, 100) i;
`

// steer runs copydb to its end, and returns what it wrote to stdout.
func steer(t *testing.T, want int, args ...string) string {
	t.Helper()
	c := start(t, args...)
	c.ends(t, want)
	return c.stdout.String()
}

// TestFollowFromTheCommandLine follows, looks and steers from other processes, ends, cleans up twice (12 commands of an
// operator).
func TestFollowFromTheCommandLine(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t)
	from, to := []string{"--source", withPassword(source)}, []string{"--target", withPassword(target)}
	both := append(from, to...)
	with := func(lists ...[]string) []string {
		var args []string
		for _, list := range lists {
			args = append(args, list...)
		}
		return args
	}
	tells(t, steer(t, 0, with([]string{"status"}, to)...), "holds no journal")
	steer(t, 1, with([]string{"stream", "sentinel", "get"}, to)...)
	tells(t, start(t, with([]string{"run", "--follow", "--insert-only", "a.b.c"}, both)...).ends(t, 2), "--insert-only, pattern 1: it has too many parts")
	tells(t, start(t, with([]string{"run", "--replica-identity-full", "a"}, both)...).ends(t, 2), "give --follow as well")
	run := start(t, with([]string{"run", "--follow", "--insert-only", "histroy"}, both)...)
	eventually(t, target, "select 1 from pg_class where relname = 'status' and relnamespace = (select oid from pg_namespace where nspname = 'copydb')")
	eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
	pgtest.Exec(t, source, "insert into account values (101, 7); insert into history values (1, 1); select nextval('numbers')")
	eventually(t, target, "select 1 from account where id = 101")

	tells(t, steer(t, 0, with([]string{"stream", "sentinel", "get"}, to)...), "endpos     0/0\n", "apply      enabled\n")
	steer(t, 0, with([]string{"stream", "sentinel", "set", "prefetch"}, to)...)
	tells(t, steer(t, 0, with([]string{"stream", "sentinel", "get"}, to)...), "apply      disabled\n")
	since := pgtest.Query(t, target, "select clock_timestamp()")[0][0]
	eventually(t, target, "select 1 from copydb.status where updated > '"+since+"'::timestamptz + interval '2.5 seconds'")
	pgtest.Exec(t, source, "insert into account values (102, 7)")
	eventually(t, target, "select 1 from copydb.status where transactions = 1")
	tells(t, steer(t, 0, with([]string{"status", "--json"}, both)...), `"lag_transactions": 1`)
	steer(t, 0, with([]string{"stream", "sentinel", "set", "apply"}, to)...)
	var view struct {
		Running bool
		Follow  map[string]any
	}
	if err := json.Unmarshal([]byte(steer(t, 0, with([]string{"status", "--json"}, both)...)), &view); err != nil {
		t.Fatal(err)
	}
	if !view.Running || view.Follow["stage"] != "follow" || view.Follow["wal_status"] != "reserved" {
		t.Errorf("status: got %+v", view)
	}
	tells(t, steer(t, 0, with([]string{"status"}, to)...), "running, begun ", "stage          follow\n")
	steer(t, 2, with([]string{"stream", "sentinel", "set", "endpos"}, to)...)
	steer(t, 2, with([]string{"stream", "sentinel", "set", "endpos"}, to, []string{"nonsense"})...)
	tells(t, start(t, with([]string{"stream", "sentinel", "set", "endpos", "nonsense"}, to)...).ends(t, 2), "copydb: the position is no position in the WAL")
	steer(t, 0, with([]string{"stream", "sentinel", "set", "endpos", "FFFFFFFF/0"}, to)...)
	steer(t, 0, with([]string{"stream", "sentinel", "set", "endpos"}, to, []string{"0/0"})...)
	end := strings.TrimSpace(steer(t, 0, with([]string{"stream", "sentinel", "set", "endpos", "--current"}, both)...))
	output := run.ends(t, 0)
	tells(t, output, "table public.history is copied once more at the end instead of being followed (no primary key)",
		"--insert-only histroy: it matches nothing", "the end position "+end+" is reached", "then copydb stream cleanup removes the slot and the journal")
	if got := pgtest.Query(t, target, "select (select count(*) from account), (select count(*) from history), (select last_value from numbers)"); strings.Join(got[0], " ") != "102 1 1" {
		t.Errorf("the target has %v", got)
	}
	tells(t, steer(t, 0, with([]string{"status"}, to)...), "done: the end position is reached")
	for _, position := range []string{"--endpos", "--write-lsn", "--flush-lsn", "--replay-lsn"} { // what scripts wait for
		got := strings.TrimSuffix(steer(t, 0, with([]string{"stream", "sentinel", "get", position}, to)...), "\n")
		if reached := pgtest.Query(t, target, "select pg_lsn '"+got+"' >= '"+end+"'")[0][0]; reached != "t" {
			t.Errorf("%s: got %s at the end %s", position, got, end)
		}
	}
	tells(t, steer(t, 0, with([]string{"resume"}, both)...), "nothing to resume")
	tells(t, start(t, with([]string{"run", "--follow"}, both)...).ends(t, 5), "copydb stream cleanup")
	tells(t, start(t, with([]string{"stream", "setup"}, both)...).ends(t, 5), "copydb follow goes on")

	interrupted := start(t, with([]string{"follow"}, both, []string{"--endpos", "FFFFFFFF/0"})...)
	eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
	if err := interrupted.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	interrupted.ends(t, 130)
	tells(t, steer(t, 0, with([]string{"stream", "cleanup"}, both)...), "removed on the source: replication slot copydb_",
		"removed on the source: publication copydb_", "removed on the target: the journal\n")
	tells(t, steer(t, 0, with([]string{"stream", "cleanup"}, both)...), "nothing to remove\n")
}

// TestCleanupWithOneSideDown tells what remains on a side that does not answer, and cleans the other.
func TestCleanupWithOneSideDown(t *testing.T) {
	t.Parallel()
	for _, side := range []string{"source", "target"} {
		servers := map[string]*pgtest.Server{"source": pgtest.Own(t, pgtest.Newest), "target": pgtest.Own(t, pgtest.Newest)}
		source, target := servers["source"].Database(t, followed), servers["target"].Database(t)
		both := []string{"--source", withPassword(source), "--target", withPassword(target)}
		run := start(t, append([]string{"run", "--follow"}, both...)...)
		eventually(t, target, "select 1 from pg_class where relname = 'status' and relnamespace = (select oid from pg_namespace where nspname = 'copydb')")
		eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
		steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
		run.ends(t, 0)
		if err := servers[side].Stop(); err != nil {
			t.Fatal(err)
		}
		tells(t, steer(t, 1, append([]string{"stream", "cleanup"}, both...)...), "remains on the "+side+": ", "removed on the ")
		if err := servers[side].Restart(); err != nil {
			t.Fatal(err)
		}
		tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "removed on the "+side+": ")
		tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "nothing to remove\n")
	}
}

// TestCutWhileConnecting tells what to look at when a connection ends before the server has said anything.
func TestCutWhileConnecting(t *testing.T) {
	t.Parallel()
	way := pgtest.NewWay(t, withPassword(pgtest.Start(t, pgtest.Newest).Database(t)))
	for _, args := range [][]string{{"status"}, {"stream", "sentinel", "get"}, {"stream", "sentinel", "set", "prefetch"}} {
		way.Cut(pgtest.Cut{AtServer: true, Before: "copydb/"})
		output := start(t, append(args, "--target", way.URL+"?sslmode=disable")...).ends(t, 1)
		tells(t, output, "copydb: connecting to the target at ", "\nhint: the connection ended before a server had said anything")
	}
}

// TestPartsOfFollowing makes a slot alone, copies under its snapshot by other means, and applies what has happened since:
// up to one position without what is done at the end, and up to another with it.
func TestPartsOfFollowing(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, followed), server.Database(t, "create table account (id int primary key, balance int not null); create table history (account int, delta int); create sequence numbers")
	both := []string{"--source", withPassword(source), "--target", withPassword(target)}
	holder := start(t, append([]string{"snapshot", "--follow"}, both...)...)
	eventually(t, target, "select 1 from pg_class where relname = 'status' and relnamespace = (select oid from pg_namespace where nspname = 'copydb')")
	eventually(t, target, "select 1 from copydb.follow where stage = 'copy'")
	pgtest.Exec(t, target, "insert into account select i, 0 from generate_series(1, 100) i")
	pgtest.Exec(t, source, "update account set balance = 5 where id = 5; insert into history values (1, 1); select nextval('numbers')")
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if output := holder.ends(t, 130); strings.Contains(output, "resume") {
		t.Errorf("a slot that was made alone offers to resume, where there was no run:\n%s", output)
	}
	if strings.TrimSpace(holder.stdout.String()) == "" {
		t.Error("no snapshot was printed")
	}
	output := start(t, append([]string{"snapshot", "--follow"}, both...)...).ends(t, 5)
	tells(t, output, "the target holds a run that follows its source", "copydb follow goes on with it")
	if strings.Contains(output, "resume") {
		t.Errorf("another snapshot offers to resume, where there was no run:\n%s", output)
	}
	steer(t, 5, append([]string{"stream", "receive"}, both...)...)
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	steer(t, 0, append([]string{"stream", "catchup"}, both...)...)
	counts := "select (select sum(balance) from account), (select count(*) from history), (select is_called from numbers)"
	if got := strings.Join(pgtest.Query(t, target, counts)[0], " "); got != "5 0 f" {
		t.Errorf("after catchup the target has %s", got)
	}
	pgtest.Exec(t, source, "update account set balance = 6 where id = 6")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	steer(t, 0, append([]string{"follow"}, both...)...)
	if got := strings.Join(pgtest.Query(t, target, counts)[0], " "); got != "11 1 t" {
		t.Errorf("after follow the target has %s", got)
	}
	steer(t, 0, append([]string{"stream", "cleanup"}, both...)...)

	spool := t.TempDir()
	setup := start(t, append([]string{"stream", "setup", "--spool", spool, "--slot-name", "mine"}, both...)...)
	tells(t, setup.ends(t, 0), "slot mine keeps changes from ", "table public.history")
	pgtest.Exec(t, source, "update account set balance = 7 where id = 7")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	steer(t, 0, append([]string{"stream", "prefetch"}, both...)...)
	if got := strings.Join(pgtest.Query(t, target, counts)[0], " "); got != "11 1 t" {
		t.Errorf("after prefetch the target has %s", got)
	}
	steer(t, 0, append([]string{"stream", "replay"}, both...)...)
	if got := strings.Join(pgtest.Query(t, target, counts)[0], " "); got != "18 1 t" {
		t.Errorf("after replay the target has %s", got)
	}
	tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "removed on the source: replication slot mine\n",
		"removed in the folder "+spool+": the spool\n")
	if _, err := os.Stat(spool); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the spool's folder: %v, want it gone", err)
	}
}
