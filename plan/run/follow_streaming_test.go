package run_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// The tables of transactions that are streamed while they run.
const streamedTables = `create table t (id int primary key, v text); create table u (id int primary key, v text);
	create table plain (id serial primary key, v text); insert into t select n, 'before' from generate_series(1, 10) n`

// rows inserts rows of a kilobyte, so that some hundred are more than the source holds of a transaction.
func rows(table string, from, to int) string {
	return fmt.Sprintf("insert into %s (id, v) select n, repeat('x', 1000) || n from generate_series(%d, %d) n", table, from, to)
}

// streamedWork is transactions of two sessions, 0 and 1, statement by statement. They interleave, and parts of them are
// rolled back (14, 15, 16, 18). Some are prepared.
var streamedWork = []struct {
	session int
	sql     string
}{
	{0, "begin"}, {1, "begin"},
	{0, rows("t", 100, 400)},
	{1, rows("u", 1, 300)},
	{0, "savepoint a"},
	{0, rows("t", 500, 800)},
	{1, "savepoint whole"},
	{0, "savepoint b"},
	{1, rows("u", 301, 600)},
	{0, "update t set v = 'rolled back' || v"},
	{0, "select pg_logical_emit_message(true, 'copydb', 'rolled back')"},
	{0, rows("t", 900, 1200)},
	{0, "rollback to b"},
	{0, "update t set v = 'kept' where id % 7 = 0"},
	{1, "release whole"},
	{0, "savepoint c"},
	{0, "truncate t"},
	{0, rows("t", 1, 300)},
	{0, "rollback to c"},
	{0, "delete from t where id % 5 = 0"},
	{0, "commit"},
	{0, "insert into t values (50, 'small, without a new Relation')"},
	{1, "commit"},
	{1, "insert into u values (5000, 'small'); update u set v = 'small' where id = 7"},

	// All is rolled back.
	{0, "begin"}, {0, rows("t", 2000, 2600)}, {0, "update t set v = 'gone'"}, {0, "rollback"},

	// The table is emptied and filled within the transaction, and filled again after a rollback.
	{0, "begin"}, {0, rows("t", 3000, 3300)}, {0, "truncate t, u"}, {0, rows("t", 1, 300)}, {0, "savepoint a"}, {0, rows("t", 301, 600)},
	{1, "insert into plain (v) values ('in between')"},
	{0, "rollback to a"}, {0, rows("u", 1, 300)}, {0, "savepoint a"}, {0, "update u set id = id + 1000"}, {0, "release a"}, {0, "commit"},

	// Columns come in a subtransaction that stays, and in one that does not.
	{0, "begin"}, {0, rows("t", 4000, 4300)}, {0, "savepoint a"}, {0, "alter table t add extra int"},
	{0, "update t set extra = id where id > 4100; insert into t select n, repeat('y', 1000), n from generate_series(5000, 5300) n"},
	{0, "savepoint b"}, {0, "alter table t add gone int"},
	{0, "insert into t select n, repeat('z', 1000), n, n from generate_series(6000, 6300) n"}, {0, "rollback to b"},
	{0, "insert into t select n, repeat('y', 1000), n from generate_series(7000, 7300) n"},
	{1, "insert into u values (6000, 'in between')"},
	{0, "commit"}, {0, "update t set extra = 1 where id = 7001"},

	// Prepared transactions come when they are committed, large ones in part before.
	{0, "begin"}, {0, rows("u", 7000, 7300)}, {0, "savepoint a"}, {0, rows("u", 7301, 7600)}, {0, "rollback to a"}, {0, "prepare transaction 'large'"},
	{1, "begin; insert into plain (v) values ('prepared'); prepare transaction 'small'"},
	{1, "begin"}, {1, rows("t", 8000, 8300)}, {1, "prepare transaction 'gone'"},
	{1, "insert into plain (v) values ('in between')"},
	{1, "rollback prepared 'gone'"}, {1, "commit prepared 'large'"}, {1, "commit prepared 'small'"},
}

// TestStreamedTransactions follows transactions that are larger than what the source holds of one, and come while they run.
func TestStreamedTransactions(t *testing.T) {
	for major, spools := range map[int][]string{14: {journal.SpoolTarget, journal.SpoolNone}, pgtest.Newest: {t.TempDir(), journal.SpoolNone}} {
		server := pgtest.Own(t, major, "logical_decoding_work_mem = '64kB'")
		for _, spool := range spools {
			source, target := server.Database(t, streamedTables), server.Database(t)
			f := startFollower(t, streaming(t, source, target, spool))
			f.await(t, "follow")
			pgtest.Exec(t, target, "alter table t add extra int") // the source has it later
			sessions := []*pgx.Conn{connect(t, source), connect(t, source)}
			for _, step := range streamedWork {
				if _, err := sessions[step.session].Exec(t.Context(), step.sql); err != nil {
					t.Fatalf("%s: %v", step.sql, err)
				}
			}
			f.endStreamed(t, source, target)
		}
	}
}

// session opens a session, and returns what executes statements in it.
func session(t *testing.T, url string) (do func(sql string)) {
	t.Helper()
	conn := connect(t, url)
	return func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStreamedTransactionsComeAgain loses the stream amid a transaction that is being received, and stops the run there (17).
func TestStreamedTransactionsComeAgain(t *testing.T) {
	server := pgtest.Own(t, pgtest.Newest, "logical_decoding_work_mem = '64kB'")
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		source, target := server.Database(t, streamedTables), server.Database(t)
		config := streaming(t, source, target, spool)
		f, stop := startStoppable(t, config)
		f.await(t, "follow")
		do := session(t, source)
		do("begin")
		do(rows("t", 100, 600))
		awaitStreamed(t, source, 0)
		pgtest.Exec(t, source, "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database()")
		do("savepoint s; update t set v = 'gone'")
		pgtest.Exec(t, source, "insert into plain (v) values ('in between')")
		do("rollback to s")
		do(rows("t", 601, 900))
		seen := awaitStreamed(t, source, 0)
		stop()

		do(rows("t", 901, 1000))
		config.Resume = true
		f = startFollower(t, config)
		awaitStreamed(t, source, seen)
		do("commit")
		f.endStreamed(t, source, target)
	}
}

// TestStreamingIsChosenAnew: a run that is taken up may receive transactions otherwise than before, also one of which a part has come
// already.
func TestStreamingIsChosenAnew(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	for _, spool := range []string{journal.SpoolNone, t.TempDir()} {
		source, target := server.Database(t, streamedTables, smallMemory), server.Database(t)
		config := streaming(t, source, target, spool)
		f, stop := startStoppable(t, config)
		f.await(t, "follow")
		do := session(t, source)
		seen := 0
		for n, on := range []bool{false, true} {
			do("begin")
			do(rows("t", 100+2000*n, 600+2000*n))
			if !on {
				awaitStreamed(t, source, 0)
			}
			stop()
			seen = streamedBytes(t, source)
			do(rows("t", 601+2000*n, 900+2000*n))
			config.Resume, config.Restream = true, &on
			f, stop = startStoppable(t, config)
			f.await(t, "follow")
			if on {
				awaitStreamed(t, source, seen)
			}
			do("commit")
			await(t, target, fmt.Sprintf("select from t where id = %d", 900+2000*n))
			if got := pgtest.Query(t, target, "select settings->>'Streaming' from copydb.follow")[0][0]; got != fmt.Sprint(on) {
				t.Errorf("spool %s: the journal has streaming %s, want %v", spool, got, on)
			}
		}
		f.endStreamed(t, source, target)
	}
}

// smallMemory has the source hold little of a transaction: 64 kB.
const smallMemory = "do $$ begin execute format('alter database %I set logical_decoding_work_mem = 64', current_database()); end $$"

// TestKilledAmidLargeTransaction kills a run that receives a large transaction, and one that applies it, and takes it up each
// time (13).
func TestKilledAmidLargeTransaction(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	random := rand.New(rand.NewPCG(5, 6))
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		k := &killer{source: server.Database(t, streamedTables, smallMemory), target: server.Database(t), spool: spool}
		config := streaming(t, k.source, k.target, spool)
		f, stop := startStoppable(t, config)
		f.await(t, "follow")
		stop()
		kill := func(times int) {
			for n := range times {
				if code := k.start(t, "resume", 1, time.Duration(100+random.IntN(200+200*n))*time.Millisecond); code != -1 {
					t.Fatalf("resuming after %d kills: exit code %d", k.kills, code)
				}
			}
		}
		large := connect(t, k.source)
		for _, sql := range []string{"begin", rows("t", 100, 8_000), "savepoint s", rows("u", 1, 2_000), "rollback to s"} {
			if _, err := large.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		kill(1)
		pgtest.Exec(t, k.source, "insert into plain (v) values ('in between')")
		for _, sql := range []string{"update t set v = v || '!' where id % 3 = 0", rows("u", 1, 1_000), "commit"} {
			if _, err := large.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		kill(3)
		setEnd(t, k.source, k.target)
		if code := k.start(t, "resume", 1<<30, 0); code != 0 {
			t.Fatalf("after %d kills: exit code %d", k.kills, code)
		}
		sameStreamed(t, config, k.source, k.target)
	}
}

// streaming returns what a run takes that follows and streams.
func streaming(t *testing.T, source, target, spool string) run.Config {
	config := following(t, source, target, spool)
	config.Follow.Streaming = true
	return config
}

// awaitStreamed waits until the source has sent more bytes of transactions in progress than before.
func awaitStreamed(t *testing.T, source string, before int) (bytes int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if bytes = streamedBytes(t, source); bytes > before {
			return bytes
		}
	}
	t.Fatal("nothing was streamed within a minute")
	return 0
}

// streamedBytes is how much of transactions in progress the source has sent.
func streamedBytes(t *testing.T, source string) int {
	t.Helper()
	text := pgtest.Query(t, source, `select coalesce(sum(stream_bytes), 0) from pg_stat_replication_slots
		join pg_replication_slots using (slot_name) where database = current_database()`)[0][0]
	bytes, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// endStreamed ends a run where the source is now, and compares both sides.
func (f *follower) endStreamed(t *testing.T, source, target string) {
	t.Helper()
	f.reachEnd(t, source, target)
	if streamedBytes(t, source) == 0 {
		t.Error("nothing was streamed")
	}
	sameStreamed(t, f.config, source, target)
}

// sameStreamed cleans up after a run, and compares both sides.
func sameStreamed(t *testing.T, config run.Config, source, target string) {
	t.Helper()
	cleanUp(t, config, source, target)
	for _, table := range []string{"t", "u", "plain"} {
		sql := "select r::text from " + table + " r order by id"
		if diff := cmp.Diff(pgtest.Query(t, source, sql), pgtest.Query(t, target, sql)); diff != "" {
			t.Errorf("table %s differs (-source +target):\n%.2000s", table, diff)
		}
	}
}
