package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"copydb/catalog/pgtest"
)

// big is a table that is more than what the connections buffer, and takes its time: each row that copydb writes makes the
// target wait a millisecond.
const big = `
create function linger(id int) returns int language plpgsql immutable as $$
begin
	if current_setting('application_name') = 'copydb/copy' then
		perform pg_sleep(0.001);
	end if;
	return id;
end $$;
create table big (id int, filler text, lingered int generated always as (public.linger(id)) stored);
insert into big select i, repeat('x', 10000) from generate_series(1, 20000) i;
create table small (id int primary key);
insert into small select generate_series(1, 100);
`

// copying waits until the rows of the table big flow.
const copying = `select pid from pg_stat_activity where datname = current_database() and application_name = 'copydb/copy'
	and state = 'active' and query like 'COPY%big%'`

// copyBig starts a run and waits until rows flow.
func copyBig(t *testing.T, source, target string) *command {
	t.Helper()
	c := start(t, "run", "--source", withPassword(source), "--target", withPassword(target), "--table-jobs", "1", "--retry-for", "0s")
	eventually(t, source, copying)
	eventually(t, target, copying)
	return c
}

// again checks that the target tells of the run that did not finish, and that --restart makes it good. The table shrinks
// first, so that its rows do not linger.
func again(t *testing.T, source, target string) {
	t.Helper()
	pgtest.Exec(t, source, "delete from big where id > 50")
	args := []string{"run", "--source", withPassword(source), "--target", withPassword(target)}
	tells(t, start(t, args...).ends(t, 5), "copydb: the target holds an unfinished run\n", "\nhint: go on with copydb resume; or begin again with copydb run --restart")
	start(t, append(args, "--restart")...).ends(t, 0)
	for _, count := range []string{"select count(*) from big", "select count(*) from small"} {
		if want, got := pgtest.Query(t, source, count)[0][0], pgtest.Query(t, target, count)[0][0]; got != want {
			t.Errorf("%s: the target has %s, the source %s", count, got, want)
		}
	}
}

func TestInterruptedRun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, big), server.Database(t)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		c := copyBig(t, source, target)
		if err := c.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		tells(t, c.ends(t, 130), "stopping; press Ctrl-C again to stop at once\n", "copydb: interrupted\n", "\nhint: go on with copydb resume; ")
		tells(t, c.stdout.String(), "The run did not finish")
		if rows := pgtest.Query(t, target, "select count(*) from big"); rows[0][0] != "0" {
			t.Errorf("a part of the table is there: %s rows", rows[0][0])
		}
		again(t, source, target)
		pgtest.Exec(t, source, "insert into big select i, repeat('x', 10000) from generate_series(51, 20000) i")
		pgtest.Exec(t, target, "drop table big, small; drop function linger")
	}
}

// TestFailedIndex lets an index fail while others take long: the servers are told before the program ends, and go on with
// none of them.
func TestFailedIndex(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, `
		create function slow(id int) returns int language plpgsql immutable as $$
		begin
			if current_setting('application_name') = 'copydb/ddl' then
				perform pg_sleep(case id when 0 then 1 else 60 end);
				raise exception 'too slow';
			end if;
			return id;
		exception when query_canceled then
			perform pg_sleep(1);
			raise;
		end $$;
		create table t (id int); insert into t values (1);
		create index on t (slow(id)); create index on t (slow(id + 1)); create index on t (slow(id + 2)); create index on t (slow(id - 1))`),
		server.Database(t)
	output := start(t, "run", "--source", withPassword(source), "--target", withPassword(target)).ends(t, 1)
	left := pgtest.Query(t, target, `select query from pg_stat_activity
		where datname = current_database() and application_name = 'copydb/ddl' and state = 'active'`)
	if len(left) > 0 {
		t.Errorf("%d statements go on without us: %v", len(left), left)
	}
	tells(t, output, "copydb: target, index public.t_slow_idx", "too slow (SQLSTATE P0001)\n")
}

func TestKilledBackend(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	for _, side := range []string{"source", "target"} {
		source, target := server.Database(t, big), server.Database(t)
		c := copyBig(t, source, target)
		url := map[string]string{"source": source, "target": target}[side]
		pgtest.Query(t, url, strings.Replace(copying, "select pid", "select pg_terminate_backend(pid)", 1))
		output := c.ends(t, 1)
		tells(t, output, "copydb: "+side+", table public.big: ", "\nhint: ", "go on with copydb resume")
		if side == "target" {
			tells(t, output, "terminating connection due to administrator command (SQLSTATE 57P01)\n")
		}
		again(t, source, target)
	}
}

func TestServerGoneInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, side := range []string{"source", "target"} {
		source, target := pgtest.Own(t, pgtest.Newest), pgtest.Own(t, pgtest.Newest)
		from, to := source.Database(t, big), target.Database(t)
		c := copyBig(t, from, to)
		gone := map[string]*pgtest.Server{"source": source, "target": target}[side]
		if err := gone.Kill(); err != nil {
			t.Fatal(err)
		}
		tells(t, c.ends(t, 1), "copydb: ", side, "\nhint: ")
		if err := gone.Restart(); err != nil {
			t.Fatal(err)
		}
		again(t, from, to)
	}
}

// TestKilledRun kills copydb itself, which leaves no time to say goodbye.
func TestKilledRun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, big), server.Database(t)
	c := copyBig(t, source, target)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	eventually(t, target, "select 1 where not exists (select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))")
	again(t, source, target)
}

func TestSecondRun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, big), server.Database(t)
	first := copyBig(t, source, target)
	second := start(t, "run", "--source", withPassword(source), "--target", withPassword(target), "--restart")
	tells(t, second.ends(t, 5), "copydb: another copydb run works on this target\n", "\nhint: wait ")
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	first.ends(t, 130)
}

// TestNothingBegun resumes where a run was stopped before it had made anything: that is not a copy that is done.
func TestNothingBegun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	empty, target := server.Database(t), server.Database(t)
	source := server.Database(t, "create table t (a int)")
	refused := start(t, "resume", "--source", withPassword(source), "--target", withPassword(target))
	tells(t, refused.ends(t, 5), "copydb: the target holds no unfinished run, and nothing of the source\n", "\nhint: copydb run ")
	start(t, "resume", "--source", withPassword(empty), "--target", withPassword(target)).ends(t, 0)
}

// TestLostBeforeAnythingIsBegun cuts connections where a run, or a comparison, has made nothing yet that could be resumed.
func TestLostBeforeAnythingIsBegun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, "create table t (a int)"), server.Database(t)
	way := pgtest.NewWay(t, withPassword(source))
	both := []string{"--source", way.URL + "?sslmode=disable", "--target", withPassword(target)}
	for _, command := range [][]string{{"run"}, {"run", "--follow"}, {"compare", "schema"}, {"compare", "data"}, {"plan"}} {
		way.Cut(pgtest.Cut{AtServer: true, Before: "pg_class"})
		output := start(t, append(command, both...)...).ends(t, 1)
		tells(t, output, "copydb: source", "\nhint: ", "give the same command again\n")
		if strings.Contains(output, "resume") {
			t.Errorf("%v offers to resume what was not begun:\n%s", command, output)
		}
	}
	start(t, append([]string{"run"}, both...)...).ends(t, 0)
}

// TestResumedRun kills a run that reads under a snapshot which another process holds, and goes on when the source has
// other rows by then.
func TestResumedRun(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, big, "delete from big where id > 2000"), server.Database(t)
	holder, snapshot := holdSnapshot(t, "--source", withPassword(source))
	sides := []string{"--source", withPassword(source), "--target", withPassword(target)}
	first := start(t, append([]string{"run", "--snapshot", snapshot, "--table-jobs", "1"}, sides...)...)
	eventually(t, target, copying)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	pgtest.Exec(t, source, "delete from small where id > 7")
	start(t, append([]string{"resume"}, sides...)...).ends(t, 0)
	counts := pgtest.Query(t, target, "select (select count(*) from big), (select count(*) from small)")
	if got := strings.Join(counts[0], " "); got != "2000 100" {
		t.Errorf("the target has %s rows, the snapshot 2000 100", got)
	}
	again := start(t, append([]string{"resume"}, sides...)...)
	again.ends(t, 0)
	tells(t, again.stdout.String(), "nothing to resume")
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	if code := holder.ProcessState.ExitCode(); code != 130 {
		t.Errorf("copydb snapshot: exit code %d", code)
	}
}

// holdSnapshot starts copydb snapshot, and returns the snapshot that it prints.
func holdSnapshot(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	holder := exec.Command("copydb", append([]string{"snapshot"}, args...)...)
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = holder.Process.Kill() }) // for a test that did not get to its end
	id, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return holder, strings.TrimSpace(id)
}

// TestFullDisk lets the target say what it says when its disk is full, as filling one is no test's business.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, `
		create function fill(id int) returns int language plpgsql immutable as $$
		begin
			if id > 500 and current_setting('application_name') = 'copydb/copy' then
				raise exception using errcode = 'disk_full', message = 'could not extend file: No space left on device',
					hint = 'Check free disk space.';
			end if;
			return id;
		end $$;
		create table log (id int, filled int generated always as (public.fill(id)) stored);
		insert into log select generate_series(1, 1000)`), server.Database(t)
	output := start(t, "run", "--source", withPassword(source), "--target", withPassword(target)).ends(t, 1)
	tells(t, output, "copydb: target, table public.log: could not extend file: No space left on device (SQLSTATE 53100)\n",
		"\n  where: ", "\n  the server's hint: Check free disk space.\n", "\nhint: free space on the target's disk")
	if rows := pgtest.Query(t, target, "select count(*) from log"); rows[0][0] != "0" {
		t.Errorf("a part of the table is there: %s rows", rows[0][0])
	}
}
