package run_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// live is a database of an application that goes on working: tables that can be followed, and some of all kinds that
// cannot.
const live = `
create table account (id int primary key, balance bigint not null default 0, note text, code int unique);
create table entry (id bigserial primary key, account int not null references account, amount int not null, at timestamptz default now());
create table history (account int, amount int);
create table bulk (id int primary key, filler text);
create table wide (id int primary key, big text, small int);
alter table wide alter column big set storage external;
create unlogged table cache (id int primary key, v text);
create table measure (at date, value int, primary key (at, value)) partition by range (at);
create table measure_old partition of measure for values from ('2020-01-01') to ('2024-01-01');
create table measure_new partition of measure for values from ('2024-01-01') to ('2030-01-01');
create table doc (id int generated always as identity primary key, body jsonb, words int generated always as (length(body::text)) stored);
create table silent (id int primary key, v int);
alter table silent replica identity nothing;
create table refers (silent int references silent);
create materialized view totals as select account, sum(amount) from entry group by 1;
create function notice() returns trigger language plpgsql as 'begin raise exception ''the target must not answer''; end';
create table guarded (id int primary key, v int);
insert into account select i, 0, 'n' || i, i from generate_series(1, 200) i;
insert into entry (account, amount) select 1 + i % 200, i from generate_series(1, 2000) i;
insert into history select i % 10, i from generate_series(1, 500) i;
insert into wide select i, repeat('w', 3000), i from generate_series(1, 20) i;
insert into cache select i, 'v' from generate_series(1, 10) i;
insert into measure select '2023-12-01'::date + i, i from generate_series(1, 60) i;
insert into doc (body) select jsonb_build_object('i', i) from generate_series(1, 50) i;
insert into silent values (1, 1), (2, 2);
insert into refers values (1), (2);
insert into guarded values (1, 1);
refresh materialized view totals;
select lo_from_bytea(7001, 'stays'), lo_from_bytea(7002, 'changes'), lo_from_bytea(7003, 'goes');
`

// work is what the application does while it is followed, one statement or transaction an entry.
var work = []string{
	"insert into account select i, 1, 'new', i from generate_series(201, 260) i",
	"update account set balance = balance + id where id % 3 = 0",
	"delete from entry where id % 10 = 0",
	"begin; update account set code = -1 where id = 1; update account set code = 1 where id = 2; update account set code = 2 where id = 1; commit",
	"update account set id = id + 1000 where id > 250",
	"update wide set small = small + 1",
	"begin; insert into wide values (100, repeat('x', 5000), 1); update wide set small = 2 where id = 100; update wide set id = 101 where id = 100; commit",
	"update measure set at = '2025-01-01' where value = 1",
	"insert into doc (body) select jsonb_build_object('later', i) from generate_series(1, 20) i",
	"update doc set body = '{}' where id < 5",
	"begin; insert into account values (9000, 1, 'gone', 9000); rollback",
	"begin; insert into account values (9001, 1, 'kept', 9001); savepoint s; insert into account values (9002, 1, 'gone', 9002); rollback to s; commit",
	"truncate bulk",
	"insert into bulk select i, repeat('b', 100) from generate_series(1, 500) i",
	"update history set amount = amount + 1 where account = 3",
	"insert into history values (99, 99)",
	"update cache set v = 'other'",
	"update silent set v = v + 10",
	"update guarded set v = v + 1",
	"select lo_put(7002, 0, 'changed'), lo_unlink(7003), lo_from_bytea(7004, 'is new')",
	"select nextval('entry_id_seq') from generate_series(1, 37)",
}

// follower is a run that follows, in a goroutine of the test.
type follower struct {
	config run.Config
	ended  chan error

	mu     sync.Mutex
	events []run.Event
}

// startFollower starts it; it is stopped with the test at the latest.
func startFollower(t *testing.T, config run.Config) *follower {
	t.Helper()
	f, _ := startStoppable(t, config)
	return f
}

// followLive starts it, and waits until it follows.
func followLive(t *testing.T, config run.Config) *follower {
	t.Helper()
	f := startFollower(t, config)
	f.await(t, "follow")
	return f
}

// setUp makes a slot for a copy that is there, from which the run then follows.
func setUp(t *testing.T, config *run.Config) {
	t.Helper()
	config.Follow.Bare, config.Part = true, run.PartSetup
	if err := run.Run(t.Context(), *config); err != nil {
		t.Fatal(err)
	}
	config.Resume, config.Part = true, ""
}

// startStoppable starts it; stop stops it, as Ctrl-C does, and waits for its end.
func startStoppable(t *testing.T, config run.Config) (f *follower, stop func()) {
	t.Helper()
	f = &follower{config: config, ended: make(chan error, 1)}
	f.config.Subscribers = append(f.config.Subscribers, f.note)
	ctx, cancel := context.WithCancelCause(context.Background())
	ended := f.ended
	go func() { ended <- run.Run(ctx, f.config) }()
	stop = func() {
		cancel(run.ErrInterrupted)
		if f.ended != nil {
			<-f.ended
			f.ended = nil
		}
	}
	t.Cleanup(stop)
	return f, stop
}

// note keeps an event.
func (f *follower) note(event run.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = append(f.events, event)
}

// await waits until the run enters a stage.
func (f *follower) await(t *testing.T, stage string) {
	t.Helper()
	f.until(t, "stage "+stage, func(event run.Event) bool {
		entered, ok := event.(run.StageEntered)
		return ok && entered.Stage == stage
	})
}

// until waits for an event.
func (f *follower) until(t *testing.T, what string, is func(run.Event) bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		f.mu.Lock()
		for _, event := range f.events {
			if is(event) {
				f.mu.Unlock()
				return
			}
		}
		f.mu.Unlock()
		select {
		case err := <-f.ended:
			f.ended = nil
			t.Fatalf("the run ended before %s: %v", what, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatalf("no %s within a minute", what)
}

// end waits for the end, and returns how it was.
func (f *follower) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-f.ended:
		f.ended = nil
		return err
	case <-time.After(2 * time.Minute):
		t.Fatal("the run does not end within two minutes")
		return nil
	}
}

// following returns what a run that follows takes.
func following(t *testing.T, source, target, spool string) run.Config {
	t.Helper()
	config := endpoints(t, source, target)
	config.RetryFor = time.Minute
	config.Follow = &journal.Settings{Spool: spool}
	return config
}

// connect opens a session for what a test does by itself.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// setEnd makes where the source is now the end position.
func setEnd(t *testing.T, source, target string) catalog.LSN {
	t.Helper()
	lsn, err := logical.CurrentLSN(t.Context(), connect(t, source))
	if err != nil {
		t.Fatal(err)
	}
	if err := logical.SetEndPos(t.Context(), connect(t, target), lsn); err != nil {
		t.Fatal(err)
	}
	return lsn
}

// setApply lets changes be applied, or wait.
func setApply(t *testing.T, target string, apply bool) {
	t.Helper()
	if err := logical.SetApply(t.Context(), connect(t, target), apply); err != nil {
		t.Fatal(err)
	}
}

// afterNow waits until the run has looked at its sentinel a number of times.
func (f *follower) afterNow(t *testing.T, times int) {
	t.Helper()
	f.mu.Lock()
	seen := len(f.events)
	f.mu.Unlock()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		f.mu.Lock()
		looked := 0
		for _, event := range f.events[seen:] {
			if _, ok := event.(run.Followed); ok {
				looked++
			}
		}
		f.mu.Unlock()
		if looked >= times {
			return
		}
	}
	t.Fatal("the run does not look at its sentinel")
}

// cleanUp removes what the run keeps, twice, and checks that nothing is left.
func cleanUp(t *testing.T, config run.Config, source, target string) {
	t.Helper()
	for i := range 2 {
		cleanup := &run.Cleanup{Source: config.Source, Target: config.Target}
		if err := run.CleanUp(t.Context(), cleanup); err != nil || len(cleanup.Remains) > 0 {
			t.Errorf("cleaning up: %v; remains: %v", err, cleanup.Remains)
		}
		if removed := len(cleanup.Removed); i == 0 && removed < 3 || i == 1 && removed > 0 {
			t.Errorf("cleaned up for the %d. time: %v", i+1, cleanup.Removed)
		}
	}
	for _, url := range []string{source, target} {
		left := pgtest.Query(t, url, `select 'schema ' || nspname from pg_namespace where nspname = 'copydb'
			union all select 'publication ' || pubname from pg_publication where pubname ~ 'copydb'
			union all select 'slot ' || slot_name from pg_replication_slots where database = current_database()`)
		if len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// reachEnd ends a run that follows where the source is now.
func (f *follower) reachEnd(t *testing.T, source, target string) {
	t.Helper()
	setEnd(t, source, target)
	if err := f.end(t); err != nil {
		t.Fatal(err)
	}
}

// finish ends a run that follows where the source is now, and compares both sides.
func (f *follower) finish(t *testing.T, source, target string) {
	t.Helper()
	f.reachEnd(t, source, target)
	same(t, f.config, source, target)
}

// finishPlain ends a run that follows where the source is now, and cleans up.
func (f *follower) finishPlain(t *testing.T, source, target string) {
	t.Helper()
	f.reachEnd(t, source, target)
	cleanUp(t, f.config, source, target)
}

// finishTables ends a run that follows where the source is now, compares tables, and cleans up.
func (f *follower) finishTables(t *testing.T, source, target string, tables ...string) {
	t.Helper()
	f.reachEnd(t, source, target)
	equalTables(t, source, target, tables...)
	cleanUp(t, f.config, source, target)
}

// same cleans up after a run that has reached its end, and compares both sides.
func same(t *testing.T, config run.Config, source, target string) {
	t.Helper()
	pgtest.Exec(t, source, "refresh materialized view totals") // as the target's has been
	cleanUp(t, config, source, target)
	if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
		t.Errorf("source and target differ (-source +target):\n%s", diff)
	}
}

// TestFollow copies a database that is being written to, follows it, and ends where nobody writes any more (1, 2, 10, 26 of
// the list in issue 5). A trigger on the target must not answer to changes that the source's has answered to.
func TestFollow(t *testing.T) {
	for _, pair := range [][2]int{{13, 18}, {15, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source := pgtest.Start(t, pair[0]).Database(t, live)
			target := pgtest.Start(t, pair[1]).Database(t)
			spool := map[int]string{13: journal.SpoolTarget, 15: t.TempDir(), 18: journal.SpoolNone}[pair[0]]
			f := startFollower(t, following(t, source, target, spool))
			f.await(t, "copy")
			pgtest.Exec(t, source, work[0])
			f.await(t, "follow")
			pgtest.Exec(t, target, "create trigger no before update on guarded for each row execute function notice()")
			interleave(t, source)
			interleaveMany(t, source)
			for _, sql := range work[1:] {
				pgtest.Exec(t, source, sql)
			}
			copyIn(t, source, 100_000, 1000)
			pgtest.Exec(t, source, "select pg_switch_wal()")
			f.reachEnd(t, source, target)
			pgtest.Exec(t, target, "drop trigger no on guarded")
			same(t, f.config, source, target)
		})
	}
}

// interleave runs transactions of which the first to begin is the last to commit.
func interleave(t *testing.T, url string) {
	t.Helper()
	first, second := connect(t, url), connect(t, url)
	for _, each := range []struct {
		conn *pgx.Conn
		sql  string
	}{
		{first, "begin; insert into public.account values (5001, 1, 'first', 5001)"},
		{second, "begin; insert into public.account values (5002, 1, 'second', 5002); commit"},
		{first, "update public.account set note = 'first again' where id = 5001; commit"},
	} {
		if _, err := each.conn.Exec(t.Context(), each.sql); err != nil {
			t.Fatal(err)
		}
	}
}

// interleaveMany begins transactions in 50 sessions and commits them in another order, each with changes before and after the
// commits of others.
func interleaveMany(t *testing.T, url string) {
	t.Helper()
	const sessions = 50
	conns := make([]*pgx.Conn, sessions)
	exec := func(i int, sql string) {
		t.Helper()
		if _, err := conns[i].Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for i := range sessions {
		conns[i] = connect(t, url)
		exec(i, fmt.Sprintf("begin; insert into public.account values (%[1]d, 0, 'begun', %[1]d)", 60001+i))
	}
	for i := range sessions {
		at := i * 37 % sessions
		exec(at, fmt.Sprintf("update public.account set balance = balance + %d, note = 'last' where id = %d", i, 60001+at))
		if i%7 == 3 {
			exec(at, "savepoint s; delete from public.entry; rollback to s")
		}
		exec(at, map[bool]string{true: "rollback", false: "commit"}[i%5 == 4])
	}
}

// copyIn copies rows into the table bulk, of which many share one position in the WAL.
func copyIn(t *testing.T, url string, first, rows int) {
	t.Helper()
	var text strings.Builder
	for i := range rows {
		fmt.Fprintf(&text, "%d\tcopied\n", first+i)
	}
	if _, err := connect(t, url).PgConn().CopyFrom(t.Context(), strings.NewReader(text.String()), "copy public.bulk from stdin"); err != nil {
		t.Fatal(err)
	}
}

// TestEndPosition stops on an idle source, before a transaction that straddles the end, and goes on from there (11).
func TestEndPosition(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	f := followLive(t, config)
	setApply(t, target, false)
	f.afterNow(t, 2)
	straddler := connect(t, source)
	if _, err := straddler.Exec(t.Context(), "begin; insert into public.account values (6001, 0, 'straddles', 6001)"); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, source, "insert into account values (6002, 0, 'before', 6002)")
	setEnd(t, source, target)
	if _, err := straddler.Exec(t.Context(), "commit"); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, source, "insert into account values (6003, 0, 'after', 6003)")
	f.afterNow(t, 2)
	setApply(t, target, true)
	if err := f.end(t); err != nil {
		t.Fatal(err)
	}
	applied := "select string_agg(id::text, ' ' order by id) from account where id > 6000"
	if got := pgtest.Query(t, target, applied)[0][0]; got != "6002" {
		t.Errorf("up to the end position: got %q, want 6002", got)
	}
	config.Resume = true
	if err := run.Run(t.Context(), config); !errors.Is(err, run.ErrEndReached) {
		t.Errorf("going on with the same end: got %v, want %v", err, run.ErrEndReached)
	}
	setEnd(t, source, target)
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if got := pgtest.Query(t, target, applied)[0][0]; got != "6001 6002 6003" {
		t.Errorf("up to the next end position: got %q, want all", got)
	}
	cleanUp(t, config, source, target)
}
