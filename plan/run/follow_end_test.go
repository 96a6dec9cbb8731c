package run_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// TestEndPositions ends at each kind of position in turn, each time where a transaction with the number of the round is applied
// and what comes behind it is not: between transactions, on the boundary of one, inside one that spans three segments of WAL,
// and inside one of which nothing but the commit is behind it (10, 11).
func TestEndPositions(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	f := followLive(t, config)
	f.reachEnd(t, source, target)
	config.Resume, config.Follow = true, nil
	insert := func(id int) string { return fmt.Sprintf("insert into account values (%[1]d, 0, 'end', %[1]d)", id) }
	now := func() string { return pgtest.Query(t, source, "select pg_current_wal_insert_lsn()")[0][0] }
	for round, position := range []func(within, beyond string) string{
		func(within, beyond string) string { // between
			pgtest.Exec(t, source, within)
			pgtest.Exec(t, source, "create table between_the_two (); drop table between_the_two")
			end := now()
			pgtest.Exec(t, source, beyond)
			return end
		},
		func(within, beyond string) string { // on a boundary
			pgtest.Exec(t, source, within)
			end := now()
			pgtest.Exec(t, source, beyond)
			return end
		},
		func(within, beyond string) string { // inside
			pgtest.Exec(t, source, within)
			open := connect(t, source)
			var end string
			for _, sql := range []string{"begin", beyond, "select pg_switch_wal()", "insert into history values (1, 1)", "select pg_switch_wal()"} {
				if _, err := open.Exec(t.Context(), sql); err != nil {
					t.Fatal(err)
				}
				if end == "" && strings.Contains(sql, "switch") {
					end = now()
				}
			}
			if _, err := open.Exec(t.Context(), "commit"); err != nil {
				t.Fatal(err)
			}
			return end
		},
		func(within, beyond string) string { // before a commit
			pgtest.Exec(t, source, within)
			open := connect(t, source)
			if _, err := open.Exec(t.Context(), "begin; "+beyond); err != nil {
				t.Fatal(err)
			}
			end := now()
			if _, err := open.Exec(t.Context(), "commit"); err != nil {
				t.Fatal(err)
			}
			return end
		},
	} {
		end := parseLSN(t, position(insert(60_000+2*round), insert(60_001+2*round)))
		if err := logical.SetEndPos(t.Context(), connect(t, target), end); err != nil {
			t.Fatal(err)
		}
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if got, want := pgtest.Query(t, target, "select max(id) from account")[0][0], fmt.Sprint(60_000+2*round); got != want {
			t.Errorf("round %d: the last row is %s, want %s", round, got, want)
		}
	}
	setEnd(t, source, target)
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	same(t, config, source, target)
}

// TestIdleSource follows a database in which nothing happens while another one is busy: the slot moves on. The source stops as
// quickly as without a follower, and when it is back, following goes on (12).
func TestIdleSource(t *testing.T) {
	from := pgtest.Own(t, pgtest.Newest)
	source, other := from.Database(t, live), from.Database(t, "create table busy (filler text)")
	target := pgtest.Start(t, pgtest.Newest).Database(t)
	f := startFollower(t, following(t, source, target, journal.SpoolNone))
	f.await(t, "follow")
	pgtest.Exec(t, other, "insert into busy select repeat('x', 1000) from generate_series(1, 10000)")
	busy := pgtest.Query(t, other, "select pg_current_wal_insert_lsn()")[0][0]
	await(t, source, "select from pg_replication_slots where database = current_database() and confirmed_flush_lsn >= '"+busy+"'")
	stopping := time.Now()
	if err := from.Stop(); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(from.Dir, "postgres.log"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(log); !strings.Contains(text, "received fast shutdown request") || strings.Contains(text, "received immediate shutdown request") {
		t.Errorf("after %v the source had to be stopped by force", time.Since(stopping))
	}
	if err := from.Restart(); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, source, "insert into account values (70001, 0, 'after the stop', 70001)")
	f.finish(t, source, target)
}

// TestFarTarget copies over a long way to a target, follows under load, and switches over (40).
func TestFarTarget(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, live), server.Database(t)
	way := pgtest.NewWay(t, target)
	way.Delay(25 * time.Millisecond)
	f := startFollower(t, following(t, source, way.URL, t.TempDir()))
	l := startLoad(t, source, 3)
	f.await(t, "follow")
	time.Sleep(2 * time.Second)
	l.end()
	f.finish(t, source, target)
}

func parseLSN(t *testing.T, text string) catalog.LSN {
	t.Helper()
	lsn, err := catalog.ParseLSN(text)
	if err != nil {
		t.Fatal(err)
	}
	return lsn
}
