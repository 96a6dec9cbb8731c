package run_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// faults are two servers, and a run between them, to which something happens again and again.
type faults struct {
	killer
	from, to *pgtest.Server
	made     string // the target without the way
	way      *pgtest.Way
	random   *rand.Rand
	rounds   int
}

// TestFollowThroughFaults lets copydb, sessions of either side, either server and the way to the target fail at random instants,
// under a load of overlapping transactions, COPY, changes of keys and TRUNCATE. In the end both sides are the same, and nothing is
// left behind (4, 5, 7, 8, 9).
func TestFollowThroughFaults(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for n, major := range []int{17, 18} {
		t.Run(fmt.Sprintf("%d to 18", major), func(t *testing.T) {
			t.Parallel()
			f := &faults{from: pgtest.Own(t, major), to: pgtest.Own(t, 18), random: rand.New(rand.NewPCG(seed, uint64(n)))}
			f.source, f.made = f.from.Database(t, live), f.to.Database(t)
			f.way = pgtest.NewWay(t, f.made)
			f.target = f.way.URL
			f.spool = []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()}[f.random.IntN(3)]
			stop := f.load(3)
			for begun := time.Now(); time.Since(begun) < 10*time.Second || f.stage(t) != "follow"; {
				f.round(t)
			}
			stop()
			t.Logf("spool %q, %d kills, %d cuts", f.spool, f.kills, f.way.Cuts())
			setEnd(t, f.source, f.made)
			if code := f.start(t, "resume", 1<<30, 0); code != 0 {
				t.Fatalf("in the end: exit code %d", code)
			}
			same(t, following(t, f.source, f.made, f.spool), f.source, f.made)
		})
	}
}

// stage is how far the run is, "" before its journal is there.
func (f *faults) stage(t *testing.T) string {
	if len(pgtest.Query(t, f.made, "select from pg_class where oid = to_regclass('copydb.follow')")) == 0 {
		return ""
	}
	return pgtest.Query(t, f.made, "select stage from copydb.follow")[0][0]
}

// round starts copydb, lets something fail while it works, and kills it.
func (f *faults) round(t *testing.T) {
	mode := "run"
	if f.stage(t) != "" {
		mode = "resume"
	}
	f.rounds++
	lives := time.Duration(500*f.rounds+f.random.IntN(1000)) * time.Millisecond // longer each time, however slow the machine is
	fails, which := time.Duration(f.random.Int64N(int64(lives))), f.random.IntN(8)
	var failing sync.WaitGroup
	failing.Go(func() {
		time.Sleep(fails)
		f.fail(t, which)
	})
	f.start(t, mode, 1, lives) // however it ended
	failing.Wait()
}

// fail lets one thing fail.
func (f *faults) fail(t *testing.T, which int) {
	switch which {
	case 0:
		killAndRestart(t, f.from)
	case 1:
		killAndRestart(t, f.to)
	case 2, 3:
		endSessions([]string{f.source, f.made}[which-2])
	case 4:
		f.way.Cut(pgtest.Cut{Session: "copydb/apply", AtServer: true, Before: "COMMIT"})
	case 5:
		f.way.Cut(pgtest.Cut{Session: "copydb/apply", Before: "COMMIT"})
	case 6:
		f.way.Cut(pgtest.Cut{Session: "copydb/apply", AtServer: true, Before: "COMMIT", Orphan: true})
	}
}

// endSessions ends all of copydb's sessions of a database, if its server is there.
func endSessions(url string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return
	}
	defer conn.Close(ctx)
	_, _ = conn.Exec(ctx, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'copydb/%'")
}

// load is an application that goes on when its server is back. stop ends it.
func (f *faults) load(sessions int) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	for session := range sessions {
		done.Go(func() {
			random := rand.New(rand.NewPCG(uint64(session), 7))
			for n := 0; ctx.Err() == nil; {
				conn, err := pgx.Connect(ctx, f.source)
				for ; err == nil && ctx.Err() == nil; n++ {
					time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
					err = (&load{}).transact(conn, random, session, n)
				}
				if conn != nil {
					_ = conn.Close(context.Background())
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	return func() {
		cancel()
		done.Wait()
	}
}
