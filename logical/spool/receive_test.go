package spool_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

// receiving runs Receive until stop, which returns its error.
func receiving(t testing.TB, stream *logical.Stream, spool *spool.Spool) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	done := make(chan error, 1)
	go func() { done <- spool.Receive(ctx, stream) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel(errStopped)
		if err := <-done; !errors.Is(err, errStopped) {
			return err
		}
		return nil
	}
	t.Cleanup(func() { stop() })
	return stop
}

var errStopped = errors.New("stopped by the test")

// of makes a spool one of a source.
func of(s *streamtest.Source) func(*spool.Config) {
	return func(config *spool.Config) {
		config.Of.Created, config.Applied, config.SegmentBytes = s.Start, s.Start, 1<<20
	}
}

// Transactions come into the spool once, whole and in order, however often the walsender is killed, and the slot lets go of what
// is durable here; a later process goes on where this one was.
func TestReceiveOverKilledSessions(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			s := streamtest.NewSource(t, pgtest.Start(t, major).Database(t), "create table t (id int primary key, filler text)")
			dir := t.TempDir()
			spool := openDir(t, dir, of(s))
			stream := s.Open(t, nil)
			stop := receiving(t, stream, spool)
			expected := 0
			for round := range 5 {
				s.Exec(t, fmt.Sprintf(`do $$ begin for i in 1 .. 100 loop
					insert into t values (i + %d, repeat('x', 500)); if i %% 10 = 0 then commit; end if; end loop; end $$`, expected))
				expected += 100
				s.EndSession(t)
				streamtest.Eventually(t, "a new session", func() bool { return stream.Stats().Sessions > int64(round)+1 })
			}
			end := s.LSN(t)
			r := feed(t, spool, s.Start).Until(end)
			checkOnce(t, r, expected)
			streamtest.Eventually(t, "the slot lets go of what is durable", func() bool { return s.Confirmed(t) >= end })
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			stream.Close()
			spool.Close()

			s.Exec(t, "insert into t select i, repeat('y', 500) from generate_series(501, 600) i")
			spool = openDir(t, dir, of(s))
			stream = s.Open(t, func(c *logical.StreamConfig) { c.Start = spool.Position() })
			receiving(t, stream, spool)
			checkOnce(t, feed(t, spool, s.Start).Until(s.LSN(t)), expected+100)
		})
	}
}

// checkOnce wants the rows 1 to count, each once and in order.
func checkOnce(t testing.TB, r *streamtest.Reader, count int) {
	t.Helper()
	rows := strings.Split(strings.Join(r.Commits, ","), ",")
	for i, row := range rows {
		if row != fmt.Sprint("t:", i+1) {
			t.Fatalf("row %d is %q", i+1, row)
		}
	}
	if len(rows) != count {
		t.Errorf("%d rows, want %d", len(rows), count)
	}
}

// Connections that are cut in the middle of messages, small and large.
func TestReceiveOverCutConnections(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	s := streamtest.NewSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key, filler text)")
	s.Exec(t, "insert into t select i, repeat('x', 500) || '|' || i || '|' || repeat('x', 500) from generate_series(1, 1000) i")
	s.Exec(t, "insert into t select i, repeat('x', 200000) || '|' || i || '|' || repeat('x', 200000) from generate_series(1001, 1010) i")
	way := pgtest.NewWay(t, s.URL)
	cuts := []int{300, 600, 900, 1005}
	for _, row := range cuts {
		way.Cut(pgtest.Cut{Before: fmt.Sprintf("|%d|", row)})
	}
	direct := s.Endpoint
	s.Endpoint = streamtest.Endpoint(t, way.URL)
	spool := openDir(t, t.TempDir(), of(s))
	stream := s.Open(t, nil)
	s.Endpoint = direct
	receiving(t, stream, spool)
	checkOnce(t, feed(t, spool, s.Start).Until(s.LSN(t)), 1010)
	streamtest.Want(t, "cuts", way.Cuts(), len(cuts))
}

// Tests 38 of the design: the disk is full for longer than the source would wait for an answer. The source keeps its changes
// meanwhile, the session stays, memory is bounded by the budget, and nothing is lost.
func TestReceiveOntoFullDisk(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	server := pgtest.Own(t, pgtest.Oldest, "wal_sender_timeout = '1s'")
	s := streamtest.NewSource(t, server.Database(t), "create table t (id int primary key, filler text)")
	var full atomic.Bool
	config := spool.Config{Of: identity}
	of(s)(&config)
	spool, err := spool.OpenFaultyDir(streamtest.Within(t), t.TempDir(), config, func() error {
		if full.Load() {
			return &os.PathError{Op: "write", Path: "spool", Err: syscall.ENOSPC}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	stream := s.Open(t, func(c *logical.StreamConfig) { c.Budget = 1 << 20 })
	stop := receiving(t, stream, spool)
	full.Store(true)
	s.Exec(t, "insert into t select i, repeat('x', 1000) from generate_series(1, 20000) i")
	end := s.LSN(t)
	streamtest.Eventually(t, "the disk is full", func() bool { return spool.Stats().Full })
	held := s.Confirmed(t)
	time.Sleep(3 * time.Second) // longer than the source waits for a word of ours
	if now := s.Confirmed(t); now != held {
		t.Errorf("the slot has let go up to %s, but nothing is durable beyond %s", now, held)
	}
	if stats := stream.Stats(); stats.Sessions != 1 || stats.Bytes > 4<<20 {
		t.Errorf("on a full disk: %+v", stats)
	}
	full.Store(false)
	checkOnce(t, feed(t, spool, s.Start).Until(end), 20000)
	if sessions := stream.Stats().Sessions; sessions != 1 {
		t.Errorf("%d sessions", sessions)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

// Tests 9 and 12 of the design: the source is killed and comes back, then is idle while another database is busy. Its slot moves
// on, and the source stops in seconds.
func TestReceiveFromKilledAndIdleSource(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			server := pgtest.Own(t, major)
			s := streamtest.NewSource(t, server.Database(t), "create table t (id int primary key)")
			other := server.Database(t, "create table busy (filler text)")
			spool := openDir(t, t.TempDir(), of(s))
			stream := s.Open(t, nil)
			stop := receiving(t, stream, spool)
			s.Exec(t, "insert into t select generate_series(1, 1000)")
			if err := server.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := server.Restart(); err != nil {
				t.Fatal(err)
			}
			s.Exec(t, "insert into t select generate_series(1001, 2000)")
			checkOnce(t, feed(t, spool, s.Start).Until(s.LSN(t)), 2000)
			pgtest.Exec(t, other, "insert into busy select repeat('x', 1000) from generate_series(1, 1000)")
			end := s.LSN(t)
			streamtest.Eventually(t, "the slot of an idle database moves on", func() bool { return s.Confirmed(t) >= end })
			dropWhenStopped(t, s, server, stream, stop)
		})
	}
}

// dropWhenStopped stops the server under a stream that goes on, and starts it again for the slot to be dropped.
func dropWhenStopped(t testing.TB, s *streamtest.Source, server *pgtest.Server, stream *logical.Stream, stop func() error) {
	t.Helper()
	begun := time.Now()
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 25*time.Second { // where pgtest's patience ends
		t.Errorf("the source took %v to stop", took)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	stream.Close()
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
}

// Test 17 of the design: a transaction that comes while it runs is received in part when the session is lost.
func TestReceiveStreamedTransaction(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	s := streamtest.NewSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key, filler text)")
	spool := openDir(t, t.TempDir(), of(s))
	stream := s.Open(t, func(c *logical.StreamConfig) { c.Segments, c.Memory = true, 64<<10 })
	receiving(t, stream, spool)
	tx := begin(t, s.Endpoint)
	tx.exec("insert into public.t select i, repeat('x', 1000) from generate_series(1, 500) i")
	streamtest.Eventually(t, "a part has come", func() bool { return stream.Stats().Messages > 300 })
	s.EndSession(t)
	streamtest.Eventually(t, "a new session", func() bool { return stream.Stats().Sessions == 2 })
	tx.exec("insert into public.t select i, repeat('x', 1000) from generate_series(501, 1000) i")
	tx.exec("commit")
	checkOnce(t, feed(t, spool, s.Start).Until(s.LSN(t)), 1000)
}

type transactionOf struct {
	t    testing.TB
	exec func(sql string)
}

func begin(t testing.TB, endpoint catalog.Endpoint) transactionOf {
	t.Helper()
	conn, err := endpoint.Connect(streamtest.Within(t), "writer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	tx := transactionOf{t: t, exec: func(sql string) {
		t.Helper()
		if _, err := conn.Exec(streamtest.Within(t), sql); err != nil {
			t.Fatal(err)
		}
	}}
	tx.exec("begin")
	return tx
}
