package run_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// load is an application at work: transactions of several sessions that overlap, and COPY now and then.
type load struct {
	stop chan struct{}
	done sync.WaitGroup
}

// startLoad starts it on a database of the script live.
func startLoad(t *testing.T, url string, sessions int) *load {
	t.Helper()
	l := &load{stop: make(chan struct{})}
	for i := range sessions {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		l.done.Go(func() {
			defer conn.Close(context.Background())
			random := rand.New(rand.NewPCG(uint64(i), 7))
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				case <-time.After(time.Duration(random.IntN(10)) * time.Millisecond):
				}
				if err := l.transact(conn, random, i, n); err != nil {
					t.Errorf("the application is disturbed: %v", err)
					return
				}
			}
		})
	}
	return l
}

// transact is one transaction. Each session has rows of its own to change keys of; all share the others.
func (l *load) transact(conn *pgx.Conn, random *rand.Rand, session, n int) error {
	ctx := context.Background()
	if n%40 == 39 {
		var rows strings.Builder
		for i := range 1000 {
			rows.WriteString(strconv.Itoa(100_000_000*(session+1)+1000*n+i) + "\tcopied\n")
		}
		_, err := conn.PgConn().CopyFrom(ctx, strings.NewReader(rows.String()), "copy public.bulk from stdin")
		return err
	}
	if n%100 == 99 && session == 0 {
		_, err := conn.Exec(ctx, "truncate public.measure_new")
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		own := 10_000_000 * (session + 1)
		batch := &pgx.Batch{}
		batch.Queue("update public.account set balance = balance + 1 where id = $1", 1+random.IntN(100))
		batch.Queue("insert into public.entry (account, amount) values ($1, $2)", 1+random.IntN(100), n)
		batch.Queue("insert into public.history values ($1, $2)", session, n)
		batch.Queue("insert into public.account values ($1, 0, 'own', $1)", own+2*n)
		batch.Queue("update public.account set id = id + 1 where id = $1", own+2*n)
		batch.Queue("delete from public.account where id = $1", own+2*(n-5)+1)
		batch.Queue("update public.wide set small = small + 1 where id = $1", 1+random.IntN(20))
		batch.Queue("insert into public.measure values ('2024-01-01'::date + $1::int, $2) on conflict do nothing", random.IntN(1000), n)
		if random.IntN(10) == 0 {
			batch.Queue("savepoint s")
			batch.Queue("delete from public.entry")
			batch.Queue("rollback to s")
		}
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		if random.IntN(20) == 0 {
			time.Sleep(time.Duration(random.IntN(50)) * time.Millisecond)
		}
		return nil
	})
}

// end stops it, and waits until nobody writes any more.
func (l *load) end() {
	close(l.stop)
	l.done.Wait()
}

// TestKilledFollow kills a run that follows at random instants, while it copies and while it applies, under a load that
// does not stop, and takes it up each time. In the end both sides are the same (4, 36).
func TestKilledFollow(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		random := rand.New(rand.NewPCG(3, 4))
		k := &killer{source: server.Database(t, live), target: server.Database(t), spool: spool}
		l := startLoad(t, k.source, 3)
		k.throughKills(t, 6, random)
		l.end()
		setEnd(t, k.source, k.target)
		if code := k.start(t, "resume", 1<<30, 0); code != 0 {
			t.Fatalf("after %d kills: exit code %d", k.kills, code)
		}
		same(t, following(t, k.source, k.target, k.spool), k.source, k.target)
	}
}

// throughKills starts a run that follows, and takes it up after each kill, until it was killed often enough, at last while
// it followed. Each child lives a little longer than those before, however slow the machine is.
func (k *killer) throughKills(t *testing.T, kills int, random *rand.Rand) {
	t.Helper()
	mode := "run"
	stages := map[string]int{}
	for n := 1; k.kills < kills || stages["follow"] == 0; n++ {
		code := k.start(t, mode, 1, time.Duration(random.IntN(400+40*n))*time.Millisecond)
		if code != -1 && code != 3 {
			t.Fatalf("%s after %d kills: exit code %d", mode, k.kills, code)
		}
		mode = "run"
		if len(pgtest.Query(t, k.target, "select from pg_class where oid = to_regclass('copydb.follow')")) > 0 {
			mode = "resume"
			stages[pgtest.Query(t, k.target, "select stage from copydb.follow")[0][0]]++
		}
	}
	t.Logf("killed in these stages: %v", stages)
}
