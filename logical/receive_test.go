package logical_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

// receiving runs Receive until stop, which returns its error.
func receiving(t testing.TB, stream *logical.Stream, spool *logical.Spool) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	done := make(chan error, 1)
	go func() { done <- logical.Receive(ctx, stream, spool) }()
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

func (s *source) spoolConfig(config *logical.SpoolConfig) {
	config.Of.Created, config.Applied, config.SegmentBytes = s.start, s.start, 1<<20
}

// Transactions come into the spool once, whole and in order, however often the walsender is killed, and the slot lets go of what
// is durable here; a later process goes on where this one was.
func TestReceiveOverKilledSessions(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			s := newSource(t, pgtest.Start(t, major).Database(t), "create table t (id int primary key, filler text)")
			dir := t.TempDir()
			spool := openDir(t, dir, s.spoolConfig)
			stream := s.open(t, nil)
			stop := receiving(t, stream, spool)
			expected := 0
			for round := range 5 {
				s.exec(t, fmt.Sprintf(`do $$ begin for i in 1 .. 100 loop
					insert into t values (i + %d, repeat('x', 500)); if i %% 10 = 0 then commit; end if; end loop; end $$`, expected))
				expected += 100
				pgtest.Exec(t, s.url, "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"+s.slot+"'")
				eventually(t, "a new session", func() bool { return stream.Stats().Sessions > int64(round)+1 })
			}
			end := s.lsn(t)
			r := feed(t, spool, s.start).until(end)
			checkOnce(t, r, expected)
			eventually(t, "the slot lets go of what is durable", func() bool { return s.confirmed(t) >= end })
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			stream.Close()
			spool.Close()

			s.exec(t, "insert into t select i, repeat('y', 500) from generate_series(501, 600) i")
			spool = openDir(t, dir, s.spoolConfig)
			stream = s.open(t, func(c *logical.StreamConfig) { c.Start = spool.Position() })
			receiving(t, stream, spool)
			checkOnce(t, feed(t, spool, s.start).until(s.lsn(t)), expected+100)
		})
	}
}

// checkOnce wants the rows 1 to count, each once and in order.
func checkOnce(t testing.TB, r *reader, count int) {
	t.Helper()
	rows := strings.Split(strings.Join(r.commits, ","), ",")
	for i, row := range rows {
		if row != fmt.Sprint("t:", i+1) {
			t.Fatalf("row %d is %q", i+1, row)
		}
	}
	if len(rows) != count {
		t.Errorf("%d rows, want %d", len(rows), count)
	}
}

// A cutter is a way to a server whose connections are cut after some bytes of the server's, while limit is not 0.
type cutter struct {
	listener net.Listener
	limit    atomic.Int64
	running  sync.WaitGroup
}

// cut puts a cutter before a source.
func (s *source) cut(t testing.TB, limit int64) *cutter {
	t.Helper()
	address, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{}
	if c.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	c.limit.Store(limit)
	server := address.Host
	c.running.Go(func() {
		for {
			client, err := c.listener.Accept()
			if err != nil {
				return
			}
			c.running.Go(func() { c.relay(client, server) })
		}
	})
	t.Cleanup(func() {
		c.listener.Close()
		c.running.Wait()
	})
	address.Host = c.listener.Addr().String()
	s.endpoint = endpointOf(t, address.String())
	return c
}

func (c *cutter) relay(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	c.running.Go(func() {
		io.Copy(server, client)
		server.Close()
	})
	var from io.Reader = server
	if limit := c.limit.Load(); limit > 0 {
		from = io.LimitReader(server, limit)
	}
	io.Copy(client, from)
	server.Close()
}

// Connections that are cut in the middle of a message, again and again.
func TestReceiveOverCutConnections(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	s := newSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key, filler text)")
	s.exec(t, "insert into t select i, repeat('x', 1000 + i) from generate_series(1, 1000) i")
	s.exec(t, "insert into t select i, repeat('x', 100000) from generate_series(1001, 1010) i")
	direct := s.endpoint
	cutter := s.cut(t, 200_001)
	spool := openDir(t, t.TempDir(), s.spoolConfig)
	stream := s.open(t, nil)
	s.endpoint = direct
	receiving(t, stream, spool)
	eventually(t, "a few cuts", func() bool { return stream.Stats().Sessions > 3 })
	cutter.limit.Store(0)
	checkOnce(t, feed(t, spool, s.start).until(s.lsn(t)), 1010)
}

// Tests 38 of the design: the disk is full for longer than the source would wait for an answer. The source keeps its changes
// meanwhile, the session stays, memory is bounded by the budget, and nothing is lost.
func TestReceiveOntoFullDisk(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	server := pgtest.Own(t, pgtest.Oldest, "wal_sender_timeout = '1s'")
	s := newSource(t, server.Database(t), "create table t (id int primary key, filler text)")
	var full atomic.Bool
	config := logical.SpoolConfig{Of: identity}
	s.spoolConfig(&config)
	spool, err := logical.OpenFaultyDirSpool(within(t), t.TempDir(), config, func() error {
		if full.Load() {
			return &os.PathError{Op: "write", Path: "spool", Err: syscall.ENOSPC}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	stream := s.open(t, func(c *logical.StreamConfig) { c.Budget = 1 << 20 })
	stop := receiving(t, stream, spool)
	full.Store(true)
	s.exec(t, "insert into t select i, repeat('x', 1000) from generate_series(1, 20000) i")
	end := s.lsn(t)
	eventually(t, "the disk is full", func() bool { return spool.Stats().Full })
	held := s.confirmed(t)
	time.Sleep(3 * time.Second) // longer than the source waits for a word of ours
	if now := s.confirmed(t); now != held {
		t.Errorf("the slot has let go up to %s, but nothing is durable beyond %s", now, held)
	}
	if stats := stream.Stats(); stats.Sessions != 1 || stats.Bytes > 4<<20 {
		t.Errorf("on a full disk: %+v", stats)
	}
	full.Store(false)
	checkOnce(t, feed(t, spool, s.start).until(end), 20000)
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
			s := newSource(t, server.Database(t), "create table t (id int primary key)")
			other := server.Database(t, "create table busy (filler text)")
			spool := openDir(t, t.TempDir(), s.spoolConfig)
			stream := s.open(t, nil)
			stop := receiving(t, stream, spool)
			s.exec(t, "insert into t select generate_series(1, 1000)")
			if err := server.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := server.Restart(); err != nil {
				t.Fatal(err)
			}
			s.exec(t, "insert into t select generate_series(1001, 2000)")
			checkOnce(t, feed(t, spool, s.start).until(s.lsn(t)), 2000)
			pgtest.Exec(t, other, "insert into busy select repeat('x', 1000) from generate_series(1, 1000)")
			end := s.lsn(t)
			eventually(t, "the slot of an idle database moves on", func() bool { return s.confirmed(t) >= end })
			s.dropWhenStopped(t, server, stream, stop)
		})
	}
}

// dropWhenStopped stops the server under a stream that goes on, and starts it again for the slot to be dropped.
func (s *source) dropWhenStopped(t testing.TB, server *pgtest.Server, stream *logical.Stream, stop func() error) {
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
	s := newSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key, filler text)")
	spool := openDir(t, t.TempDir(), s.spoolConfig)
	stream := s.open(t, func(c *logical.StreamConfig) { c.Segments, c.Memory = true, 64<<10 })
	receiving(t, stream, spool)
	tx := begin(t, s.endpoint)
	tx.exec("insert into public.t select i, repeat('x', 1000) from generate_series(1, 500) i")
	eventually(t, "a part has come", func() bool { return stream.Stats().Messages > 300 })
	pgtest.Exec(t, s.url, "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"+s.slot+"'")
	eventually(t, "a new session", func() bool { return stream.Stats().Sessions == 2 })
	tx.exec("insert into public.t select i, repeat('x', 1000) from generate_series(501, 1000) i")
	tx.exec("commit")
	checkOnce(t, feed(t, spool, s.start).until(s.lsn(t)), 1000)
}

type transactionOf struct {
	t    testing.TB
	exec func(sql string)
}

func begin(t testing.TB, endpoint catalog.Endpoint) transactionOf {
	t.Helper()
	conn, err := endpoint.Connect(within(t), "writer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	tx := transactionOf{t: t, exec: func(sql string) {
		t.Helper()
		if _, err := conn.Exec(within(t), sql); err != nil {
			t.Fatal(err)
		}
	}}
	tx.exec("begin")
	return tx
}

// What cannot come again is told, and told apart.
func TestStreamRefusals(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	s := newSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key)")
	try := func(change func(*logical.StreamConfig)) error {
		config := s.config()
		change(&config)
		stream, err := logical.OpenStream(within(t), config)
		if err == nil {
			stream.Close()
			t.Error("no error")
		}
		return err
	}
	var hole *logical.HoleError
	if err := try(func(c *logical.StreamConfig) { c.Start-- }); !errors.As(err, &hole) || hole.Confirmed != s.start {
		t.Errorf("starting before what the slot has: %v", err)
	}
	var gone *logical.SlotError
	if err := try(func(c *logical.StreamConfig) { c.Slot = "no_such_slot" }); !errors.As(err, &gone) {
		t.Errorf("a slot that is not there: %v", err)
	}
	var changed *logical.SourceChangedError
	if err := try(func(c *logical.StreamConfig) { c.SystemID = "1" }); !errors.As(err, &changed) {
		t.Errorf("another system: %v", err)
	}
	stream := s.open(t, nil)
	s.exec(t, "insert into t values (1)")
	pgtest.Exec(t, s.url, "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"+s.slot+"'")
	read(t, stream).until(s.lsn(t))
	s.dropSlot(t)
	var err error
	for err == nil {
		var block *logical.Block
		if block, err = stream.Next(within(t)); err == nil {
			block.Release()
		}
	}
	if !errors.As(err, &gone) {
		t.Errorf("a slot that was dropped: %v", err)
	}
}

// A slot whose WAL is gone cannot go on.
func TestStreamLostSlot(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t, pgtest.Newest, "max_slot_wal_keep_size = '1MB'", "min_wal_size = '32MB'", "max_wal_size = '32MB'")
	s := newSource(t, server.Database(t), "create table t (id int primary key)")
	for range 4 {
		s.exec(t, "select pg_switch_wal(); insert into t select coalesce(max(id), 0) + 1 from t")
	}
	s.exec(t, "checkpoint")
	_, err := logical.OpenStream(within(t), s.config())
	var lost *logical.SlotError
	if !errors.As(err, &lost) {
		t.Errorf("a slot whose WAL is gone: %v", err)
	}
}
