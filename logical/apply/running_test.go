package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/apply"
)

// live applies what comes from the slot while it comes, with transactions in progress, as a run that follows does: it begins
// again after whatever ended it but another one that has taken over, and without transactions in progress once one could not
// be applied.
type live struct {
	*pair
	sessions []*pgx.Conn
	start    func(catalog.Name) catalog.LSN
	end      atomic.Uint64
	ended    chan error

	mu    sync.Mutex
	early []error // why a transaction in progress was not applied
	again int     // other ends
}

// followLive begins. It ends with the test, if not before.
func followLive(t *testing.T, p *pair, sessions int) *live {
	t.Helper()
	l := newLive(t, p, sessions)
	l.begin()
	return l
}

func newLive(t *testing.T, p *pair, sessions int) *live {
	t.Helper()
	l := &live{pair: p, ended: make(chan error, 1)}
	for range sessions {
		l.sessions = append(l.sessions, dial(t, p.source))
	}
	return l
}

func (l *live) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.ended <- l.follow(ctx)
	}()
	l.t.Cleanup(func() {
		cancel()
		<-done
	})
}

func dial(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func (l *live) follow(ctx context.Context) error {
	for whole := false; ; {
		err := l.once(ctx, !whole)
		var early *apply.RunningError
		switch {
		case err == nil || ctx.Err() != nil || errors.Is(err, apply.ErrFenced):
			return err
		case errors.As(err, &early):
			whole = true
			l.note(func() { l.early = append(l.early, err) })
		default:
			l.note(func() { l.again++ })
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func (l *live) note(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
}

// once applies from where the progress stands.
func (l *live) once(ctx context.Context, segments bool) error {
	source, err := catalog.ParseEndpoint(catalog.Source, l.source)
	if err != nil {
		return err
	}
	conn, err := source.Connect(ctx, "test")
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return err
	}
	target, err := pgx.Connect(ctx, l.target)
	if err != nil {
		return err
	}
	defer target.Close(context.WithoutCancel(ctx))
	at, err := apply.CurrentProgress(ctx, target)
	if err != nil {
		return err
	}
	stream, err := logical.OpenStream(ctx, logical.StreamConfig{Source: source, Server: server, Slot: l.slot, Publications: []string{"p"},
		Start: at.LSN, Binary: true, Segments: segments, Memory: 64 << 10}) // what is larger is streamed
	if err != nil {
		return err
	}
	defer stream.Close()
	config := l.config(stream, 0)
	config.Start, config.EndPos = l.start, func() catalog.LSN { return catalog.LSN(l.end.Load()) }
	return apply.Run(ctx, config)
}

// do runs statements, each in the session that its first character names. "early: 2" waits until so many transactions are in
// progress on the target, "whole" until they are not applied there before they have committed.
func (l *live) do(steps ...string) {
	l.t.Helper()
	for _, step := range steps {
		number, sql, _ := strings.Cut(step, ": ")
		switch number {
		case "early":
			l.awaitEarly(int(sql[0] - '0'))
			continue
		case "whole":
			l.awaitWhole()
			continue
		}
		if _, err := l.sessions[number[0]-'0'].Exec(l.t.Context(), sql); err != nil {
			l.t.Fatalf("%s: %v", step, err)
		}
	}
}

// stop ends it where the source is now.
func (l *live) stop() error {
	l.t.Helper()
	l.end.Store(uint64(l.position()))
	pgtest.Exec(l.t, l.source, "select pg_logical_emit_message(true, 'copydb', '')") // something comes behind it
	select {
	case err := <-l.ended:
		return err
	case <-time.After(time.Minute):
		return errors.New("the end has not been reached within a minute")
	}
}

// position is where the source is.
func (l *live) position() catalog.LSN {
	l.t.Helper()
	lsn, err := catalog.ParseLSN(pgtest.Query(l.t, l.source, "select pg_current_wal_insert_lsn()")[0][0])
	if err != nil {
		l.t.Fatal(err)
	}
	return lsn
}

// same ends it where the source is now, and compares tables. why is what kept a transaction in progress from being applied, ""
// if nothing did.
func (l *live) same(why string, tables ...string) {
	l.t.Helper()
	if err := l.stop(); err != nil {
		l.t.Fatal(err)
	}
	l.equal(tables...)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case why == "" && len(l.early) > 0:
		l.t.Errorf("a transaction in progress was not applied: %v", l.early)
	case why != "" && (len(l.early) != 1 || !strings.Contains(l.early[0].Error(), why)):
		l.t.Errorf("transactions in progress were not applied because of %v, want %q", l.early, why)
	}
	if left := pgtest.Query(l.t, l.target, runningSessions); len(left) > 0 {
		l.t.Errorf("sessions that are left: %v", left)
	}
}

const runningSessions = "select pid from pg_stat_activity where datname = current_database() and application_name = 'copydb/apply-running'"

// awaitEarly waits until so many transactions are in progress on the target too, and returns the sessions' process IDs.
func (l *live) awaitEarly(count int) (pids []string) {
	l.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		rows := pgtest.Query(l.t, l.target, runningSessions+" and backend_xid is not null order by 1")
		if len(rows) == count {
			for _, row := range rows {
				pids = append(pids, row[0])
			}
			return pids
		}
	}
	l.t.Fatalf("%d transactions are not in progress on the target within a minute", count)
	return nil
}

// The tables of the tests, and rows of a kilobyte, of which some hundred are more than the source holds of a transaction.
const runningTables = `create table t (id int primary key, v text); create table u (id int primary key, u int unique, v text);
	create table f (a int, v text); alter table f replica identity full;
	insert into t select n, 'before' from generate_series(1, 100) n; insert into u select n, n, 'before' from generate_series(1, 100) n;
	insert into f select n % 2, 'same' from generate_series(1, 10) n`

func bulk(session int, table string, from, to int) string {
	columns := "id, v) select n, "
	if table == "u" {
		columns = "id, u, v) select n, n, "
	}
	return fmt.Sprintf("%d: insert into %s (%srepeat('x', 1000) || n from generate_series(%d, %d) n", session, table, columns, from, to)
}

// forRunning runs a test where the source is one of several versions.
func forRunning(t *testing.T, sessions int, test func(t *testing.T, l *live)) {
	t.Helper()
	for _, major := range []int{14, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			test(t, followLive(t, newPair(t, [2]int{major, pgtest.Newest}, runningTables), sessions))
		})
	}
}

// TestRunningTransaction: a large transaction is on the target before it has committed on the source, and can be seen there only then.
func TestRunningTransaction(t *testing.T) {
	t.Parallel()
	forRunning(t, 2, func(t *testing.T, l *live) {
		l.do("0: begin", bulk(0, "t", 1000, 3000), "0: update t set v = v || '!' where id > 2500", "0: delete from t where id between 1100 and 1200")
		l.awaitEarly(1)
		l.do("1: insert into u values (500, 500, 'meanwhile')")
		l.await("select from u where id = 500")
		if rows := pgtest.Query(t, l.target, "select from t where id > 100"); len(rows) > 0 {
			t.Errorf("%d rows are seen before the commit", len(rows))
		}
		l.do(bulk(0, "u", 1000, 2000), "0: commit", "0: insert into t values (101, 'small, without a new Relation')")
		l.same("", "t", "u")
	})
}

func (l *live) awaitWhole() {
	l.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		whole := false
		l.note(func() { whole = len(l.early) > 0 })
		if whole {
			return
		}
	}
	l.t.Fatal("transactions in progress are still applied after a minute")
}

// await waits until a query of the target returns a row.
func (l *live) await(sql string) {
	l.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if len(pgtest.Query(l.t, l.target, sql)) > 0 {
			return
		}
	}
	l.t.Fatalf("no row within a minute: %s", sql)
}

// TestRunningInterleaved: two large transactions and small ones between them touch the same rows one after another, swap keys,
// and take unique values that others have given up.
func TestRunningInterleaved(t *testing.T) {
	t.Parallel()
	forRunning(t, 3, func(t *testing.T, l *live) {
		l.do("2: update t set v = 'small' where id <= 10; update u set u = -id where id <= 10; delete from t where id = 50",
			"0: begin", "1: begin",
			"0: insert into t values (50, 'again'); update t set v = 'large' where id <= 5; update u set u = 1 where id = 20",
			bulk(0, "t", 1000, 1500),
			"1: update t set v = 'other' where id between 6 and 10; update u set u = 2 where id = 30", bulk(1, "u", 1000, 1500),
			"early: 2", "2: update t set v = 'small' where id between 11 and 20; insert into u values (201, 201, 'small')",
			"0: update u set u = -1000 where id = 41; update u set u = 41 where id = 42; update u set u = 42 where id = 41",
			"0: update t set id = -1 where id = 31; update t set id = 31 where id = 32; update t set id = 32 where id = -1",
			bulk(0, "t", 1501, 2000), bulk(1, "u", 1501, 2000),
			"0: delete from u where id = 60",
			"0: commit",
			"2: insert into u values (202, 60, 'takes it'); update t set v = 'after' where id <= 3; delete from t where id = 1000",
			"1: update t set v = 'after both' where id = 4", bulk(1, "t", 3000, 3500),
			"1: commit",
			"2: update t set v = 'last' where id between 6 and 8; update u set u = u + 10000 where u > 1400; insert into u values (1, 1, '') on conflict (id) do update set v = 'last'")
		l.same("", "t", "u")
	})
}

// TestRunningRolledBack: all of a transaction is rolled back, while another one is open, and its rows and values are taken.
func TestRunningRolledBack(t *testing.T) {
	t.Parallel()
	forRunning(t, 3, func(t *testing.T, l *live) {
		l.do("0: begin", "1: begin", bulk(0, "u", 1000, 1500), "0: update u set v = 'gone'", bulk(1, "t", 1000, 1500))
		l.awaitEarly(2)
		l.do("0: rollback", bulk(2, "u", 1000, 1100), "2: update u set v = 'stays'", bulk(1, "t", 2000, 2500), "1: commit",
			"0: begin", bulk(0, "t", 5000, 5500), "0: rollback", "0: insert into t values (5000, 'taken')")
		l.same("", "t", "u")
	})
}

// TestRunningFallsBack: what cannot be applied before it has committed is applied then.
func TestRunningFallsBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target string // what is done there before
		steps  []string
		why    string
	}{
		"a part is rolled back": {"", []string{"0: begin", bulk(0, "t", 1000, 1500), "0: savepoint s", bulk(0, "u", 1000, 1500),
			"1: insert into t values (500, 'small')", "0: rollback to s", bulk(0, "t", 2000, 2100), "0: commit"}, "part of it was rolled back"},
		"too many": {"", []string{"0: begin", "1: begin", "2: begin", "3: begin", "4: begin", bulk(0, "t", 1000, 1500), bulk(1, "t", 2000, 2500),
			bulk(2, "t", 3000, 3500), bulk(3, "t", 4000, 4500), "early: 4", bulk(4, "t", 5000, 5500), "whole", "3: commit", "2: rollback", "0: commit", "4: commit", "1: commit"},
			"too many"},
		"equal rows without a key": {"", []string{"0: begin", "0: delete from f where ctid in (select ctid from f where a = 1 limit 1)",
			bulk(0, "t", 1000, 1500), "early: 1", "1: delete from f where ctid in (select ctid from f where a = 1 offset 2 limit 1); insert into t values (500, 'small')",
			"0: delete from f where a = 0", "0: commit"}, "waiting for a lock"},
		"a trigger that counts on the order": {`create table seen (count int); create function note() returns trigger language plpgsql as
			'begin insert into public.seen select count(*) from public.t; return new; end'; create trigger note after update on u for each row execute function note();
			alter table u enable always trigger note`, []string{"0: begin", "0: update u set v = 'large' where id < 5", bulk(0, "t", 1000, 1500), "whole",
			"1: insert into t values (500, 'small')", "0: commit"}, "triggers or rules"},
		"a value that the target alone has": {"insert into u values (7, 7777, 'stands in the way') on conflict (id) do update set u = excluded.u",
			[]string{"0: begin", bulk(0, "t", 1000, 1500), "0: update u set u = 7777 where id = 8", bulk(0, "t", 2000, 2500), "whole", "1: delete from u where id = 7", "0: rollback"},
			"unique"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, newest, runningTables)
			if test.target != "" {
				pgtest.Exec(t, p.target, test.target)
			}
			l := followLive(t, p, 5)
			l.do(test.steps...)
			l.same(test.why, "t", "u", "f")
			if strings.HasPrefix(name, "a trigger") {
				if got := pgtest.Query(t, l.target, "select distinct count from seen")[0][0]; got != "101" {
					t.Errorf("the trigger has seen %s rows, want 101", got)
				}
			}
		})
	}
}

// TestRunningInTheCopy: the copy of one table shows a transaction that comes while it runs, that of another does not.
func TestRunningInTheCopy(t *testing.T) {
	t.Parallel()
	l := newLive(t, newPair(t, newest, runningTables), 1)
	l.do("0: begin", "0: update t set v = 'large'", bulk(0, "u", 1000, 1500), "0: commit")
	copied := l.position()
	pgtest.Exec(t, l.target, "update t set v = 'large'")
	l.start = func(name catalog.Name) catalog.LSN { return map[string]catalog.LSN{"t": copied}[name.Name] }
	l.do("0: update t set v = 'later' where id < 10")
	l.begin()
	l.same("the copy of one of its tables", "t", "u")
}

// TestRunningDefinitions: a transaction in progress empties tables, fills them again, and adds a column.
func TestRunningDefinitions(t *testing.T) {
	t.Parallel()
	forRunning(t, 2, func(t *testing.T, l *live) {
		pgtest.Exec(t, l.target, "alter table t add extra int")
		l.do("0: begin", bulk(0, "u", 1000, 1500), "0: truncate u, f", bulk(0, "u", 1, 500), "0: alter table t add extra int",
			"0: update t set extra = id", "0: insert into t select n, repeat('y', 1000), n from generate_series(5000, 5500) n",
			"1: select 1", "0: commit", "1: update t set extra = 1 where id = 5100; insert into t values (9000, 'small', 1)")
		l.same("", "t", "u", "f")
	})
}

// TestRunningEnd: the end position is before the commit of a transaction that is in progress on the target. Nothing of it stays, and
// it is applied later.
func TestRunningEnd(t *testing.T) {
	t.Parallel()
	l := followLive(t, newPair(t, newest, runningTables), 2)
	l.do("0: begin", bulk(0, "t", 1000, 2000), "1: insert into u values (500, 500, 'before the end')")
	l.awaitEarly(1)
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	l.do("0: insert into u values (501, 501, 'behind it')", "0: commit")
	if got := pgtest.Query(t, l.target, "select (select count(*) from t), (select max(id) from u)")[0]; got[0] != "100" || got[1] != "500" {
		t.Errorf("at the end there are %s rows, the last one is %s", got[0], got[1])
	}
	next := followLive(t, l.pair, 0)
	next.same("", "t", "u")
}
