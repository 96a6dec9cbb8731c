package apply_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
)

// The sessions that may be lost: those that apply, of a transaction in progress and of the others, and the walsender.
var killings = map[string]func(l *live){
	"running":   func(l *live) { l.terminate(l.target, "application_name = 'copydb/apply-running'") },
	"committed": func(l *live) { l.terminate(l.target, "application_name = 'copydb/apply'") },
	"walsender": func(l *live) { l.terminate(l.source, "backend_type = 'walsender'") },
}

func (l *live) terminate(url, which string) {
	l.t.Helper()
	pgtest.Exec(l.t, url, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and "+which)
}

// TestRunningLost: a session is lost amid a transaction in progress, which comes again from its beginning (17).
func TestRunningLost(t *testing.T) {
	t.Parallel()
	for name, kill := range killings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := followLive(t, newPair(t, newest, runningTables), 2)
			l.do("0: begin", bulk(0, "t", 1000, 2000))
			before := l.awaitEarly(1)
			kill(l)
			l.do("1: insert into u values (500, 500, 'meanwhile')", bulk(0, "t", 2001, 3000))
			l.await("select from u where id = 500")
			if again := l.awaitEarly(1); again[0] == before[0] {
				t.Errorf("session %s goes on", again[0])
			}
			l.do(bulk(0, "u", 2001, 3000), "0: commit", "1: update t set v = 'after' where id > 900")
			l.same("", "t", "u")
		})
	}
}

// TestRunningFenced: another one has taken over while a transaction is in progress. It does not commit.
func TestRunningFenced(t *testing.T) {
	t.Parallel()
	l := followLive(t, newPair(t, newest, runningTables), 1)
	l.do("0: begin", bulk(0, "t", 1000, 2000))
	l.awaitEarly(1)
	pgtest.Exec(t, l.target, "update copydb.progress set epoch = epoch + 1")
	l.do("0: commit")
	if err := <-l.ended; !errors.Is(err, apply.ErrFenced) {
		t.Errorf("got %v, want %v", err, apply.ErrFenced)
	}
	if rows := pgtest.Query(t, l.target, "select from t where id > 100"); len(rows) > 0 {
		t.Errorf("%d rows were applied", len(rows))
	}
}

// TestRunningLeftOver: a copydb that takes over ends the sessions of one that is gone but for its connections, which have rows
// locked.
func TestRunningLeftOver(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, runningTables)
	left := dial(t, p.target)
	if _, err := left.Exec(t.Context(), "begin; update t set v = 'left'; select pg_advisory_lock_shared(x'636f70796462414c'::int8)"); err != nil {
		t.Fatal(err)
	}
	p.change("update t set v = 'new'")
	p.apply()
	p.equal("t")
}

// TestRunningRandom: sessions change the same tables at random, in transactions of all sizes, some of which are rolled back, while
// connections are lost.
func TestRunningRandom(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 12))
	p := newPair(t, newest, `create table t (id int primary key, v text, n int not null default 0);
		insert into t select n, 'before', n from generate_series(1, 3000) n`)
	const sessions = 3
	l := followLive(t, p, sessions)
	l.do("0: update t set n = -1 where id = 1")
	l.await("select from t where n = -1")
	killings["committed"](l) // one at least meets its session, however long the others take to come back
	kinds := []string{"running", "committed", "walsender"}
	open := [sessions]bool{}
	// Each session has every third row, so that none waits for another.
	rows := func(session, count int) string {
		from := random.IntN(3000)
		return fmt.Sprintf("id %% %d = %d and id between %d and %d", sessions, session, from, from+count*sessions)
	}
	for range 150 {
		s := random.IntN(sessions)
		switch roll := random.IntN(20); {
		case !open[s] && roll < 8:
			l.do(fmt.Sprintf("%d: begin", s))
			open[s] = true
		case open[s] && roll < 3:
			l.do(fmt.Sprintf("%d: commit", s))
			open[s] = false
		case open[s] && roll < 4:
			l.do(fmt.Sprintf("%d: rollback", s))
			open[s] = false
		case roll < 9:
			l.do(fmt.Sprintf("%d: delete from t where %s", s, rows(s, 10)))
		case roll < 10:
			killings[kinds[random.IntN(len(kinds))]](l)
		case roll < 14:
			l.do(fmt.Sprintf("%d: insert into t select id, repeat('i', 500), %d from generate_series(1, 5000) id where %s on conflict (id) do update set n = excluded.n",
				s, random.IntN(1000), rows(s, 300)))
		default:
			l.do(fmt.Sprintf("%d: update t set v = repeat('u', 400) || n, n = n + %d where %s", s, random.IntN(100), rows(s, 300)))
		}
		time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
	}
	for s := range sessions {
		if open[s] {
			l.do(fmt.Sprintf("%d: commit", s))
		}
	}
	if err := l.stop(); err != nil { // whether all could be applied while they ran is a matter of how long sessions take to end
		t.Fatal(err)
	}
	l.equal("t")
	if l.again == 0 {
		t.Error("no connection was lost")
	}
}
