package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"copydb/catalog/pgtest"
)

// held are a table whose rows wait on the target, while they are copied, for a lock that the test holds, and one for changes.
const held = `
create function hold(id int) returns int language plpgsql immutable as $$
begin
	if current_setting('application_name') = 'copydb/copy' then
		perform pg_advisory_xact_lock_shared(4711);
	end if;
	return id;
end $$;
create table waits (id int primary key, held int generated always as (public.hold(id)) stored);
create table change (id int primary key, filler text);
insert into waits values (1);
`

// smallDisk is a disk of a process of its own, in memory: nobody else sees it but by way of the process.
type smallDisk struct{ folder string }

// startOnSmallDisk starts copydb with a disk of so many MB on a folder, of which a file named ballast takes some away.
func startOnSmallDisk(t *testing.T, size, ballast int, folder string, args ...string) (*command, smallDisk) {
	t.Helper()
	const mount = `mount -t tmpfs -o size="$1"m none "$3" && head -c "$2"M /dev/zero > "$3/ballast" && shift 3 && exec copydb "$@"`
	c := &command{Cmd: exec.Command("sh", append([]string{"-c", mount, "sh", strconv.Itoa(size), strconv.Itoa(ballast), folder}, args...)...)}
	c.Stdout, c.Stderr = &c.stdout, &c.stderr
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() }) // for a test that did not get to its end
	return c, smallDisk{filepath.Join("/proc", strconv.Itoa(c.Process.Pid), "root", folder)}
}

// free removes the ballast.
func (d smallDisk) free(t *testing.T) {
	t.Helper()
	if err := os.Remove(filepath.Join(d.folder, "ballast")); err != nil {
		t.Fatal(err)
	}
}

// most returns the most memory that a process has had, in MB.
func (c *command) most(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("no VmHWM in\n%s", status)
	}
	kilobytes, err := strconv.Atoi(string(bytes.TrimSpace(found[1])))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes / 1024
}

// TestSpoolOnFullDisk fills the disk of the spool while rows are copied, for longer than the source waits for a word. The run says
// so and goes on, in its session and with little memory; and when there is room again, nothing is missing (38).
func TestSpoolOnFullDisk(t *testing.T) {
	t.Parallel()
	source := pgtest.Own(t, pgtest.Newest, "wal_sender_timeout = '1s'").Database(t, held)
	target := pgtest.Start(t, pgtest.Newest).Database(t)
	both := []string{"--source", withPassword(source), "--target", withPassword(target)}
	holder := pgtest.Session(t, target)
	holder("begin; select pg_advisory_xact_lock(4711)")
	spool := t.TempDir()
	run, disk := startOnSmallDisk(t, 140, 60, spool, append([]string{"run", "--follow", "--spool", filepath.Join(spool, "changes")}, both...)...)
	eventually(t, target, "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())")
	walsender := "select pid, reply_time from pg_stat_replication where application_name = 'copydb/stream'"
	before := eventually(t, source, walsender)
	pgtest.Exec(t, source, "insert into change select i, repeat('x', 1000000) from generate_series(1, 120) i")
	eventually(t, target, "select 1 from copydb.status where spool_full")
	full := eventually(t, source, walsender)
	pgtest.Exec(t, source, `do $$ begin
		for i in 121..200 loop
			insert into change values (i, repeat('x', 1000000));
			commit;
		end loop;
	end $$`)
	pgtest.Exec(t, source, "delete from change where id > 121")
	eventually(t, source, walsender+" and reply_time > '"+full[1]+"'::timestamptz + interval '3 seconds'")
	tells(t, steer(t, 0, append([]string{"status"}, both...)...), "stage          copy\n", ", and waits for room\n")
	if most := run.most(t); most > 256 {
		t.Errorf("the run has taken %d MB", most)
	}
	holder("commit")
	eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
	if after := eventually(t, source, walsender); after[0] != before[0] {
		t.Errorf("another session receives changes than before: %s, not %s", after[0], before[0])
	}
	disk.free(t)
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	output := run.ends(t, 0)
	tells(t, output, "the spool waits for room on its disk: ", "the spool has room again\n")
	if strings.Contains(output, "interrupted") {
		t.Errorf("the stream was interrupted:\n%s", output)
	}
	steer(t, 0, append([]string{"compare", "data"}, both...)...)
	steer(t, 0, append([]string{"stream", "cleanup"}, both...)...)
}
