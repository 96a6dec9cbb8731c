package logical_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/frames"
	"copydb/logical/streamtest"
)

// What is inserted comes, on the oldest and on the newest source, with odd names, and the slot lets go of what was acknowledged
// and of nothing else.
func TestStream(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			s := streamtest.NewSource(t, pgtest.Start(t, major).Database(t), "create table t (id int primary key)")
			stream := s.Open(t, func(c *logical.StreamConfig) { c.Binary, c.Messages = true, true })
			s.Exec(t, "insert into t values (1), (2)")
			s.Exec(t, "insert into t values (3)")
			end := s.LSN(t)
			r := streamtest.Read(t, stream, s.Start).Until(end)
			streamtest.Want(t, "transactions", r.Commits, []string{"t:1,t:2", "t:3"})
			if confirmed := s.Confirmed(t); confirmed != s.Start {
				t.Errorf("the slot has let go of %s, but nothing was acknowledged beyond %s", confirmed, s.Start)
			}
			stream.Acknowledge(end, 0)
			stream.Acknowledge(s.Start, s.Start) // never lowers
			streamtest.Eventually(t, "the slot lets go", func() bool { return s.Confirmed(t) >= end })
			stats := stream.Stats()
			if stats.Position < end || stats.Flushed != end || stats.Applied != s.Start || stats.Sessions != 1 || !stats.Connected ||
				stats.Bytes == 0 || stats.Messages < 8 || time.Since(stats.ServerTime).Abs() > time.Hour {
				t.Errorf("stats: %+v", stats)
			}
		})
	}
}

// What cannot come again is told, and told apart.
func TestStreamRefusals(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	s := streamtest.NewSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key)")
	try := func(change func(*logical.StreamConfig)) error {
		config := s.Config()
		change(&config)
		stream, err := logical.OpenStream(streamtest.Within(t), config)
		if err == nil {
			stream.Close()
			t.Error("no error")
		}
		return err
	}
	var hole *logical.HoleError
	if err := try(func(c *logical.StreamConfig) { c.Start-- }); !errors.As(err, &hole) || hole.Confirmed != s.Start {
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
	stream := s.Open(t, nil)
	s.Exec(t, "insert into t values (1)")
	s.EndSession(t)
	streamtest.Read(t, stream, s.Start).Until(s.LSN(t))
	s.DropSlot(t)
	var err error
	for err == nil {
		var block *frames.Block
		if block, err = stream.Next(streamtest.Within(t)); err == nil {
			block.Release()
		}
	}
	if !errors.As(err, &gone) {
		t.Errorf("a slot that was dropped: %v", err)
	}
}

// A slot that is dropped between being looked at and being asked for is lost too.
func TestStreamSlotDroppedMeanwhile(t *testing.T) {
	t.Parallel()
	s := streamtest.NewSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "")
	way := pgtest.NewWay(t, s.URL)
	way.Delay(300 * time.Millisecond)
	config := s.Config()
	config.Source = streamtest.Endpoint(t, way.URL)
	ended := make(chan error)
	go func() {
		_, err := logical.OpenStream(streamtest.Within(t), config)
		ended <- err
	}()
	streamtest.Eventually(t, "the slot is looked at", func() bool {
		return pgtest.Query(t, s.URL, "select count(*) from pg_stat_activity where query like '%slot_name = ''"+s.Slot+"''%' and pid <> pg_backend_pid()")[0][0] == "1"
	})
	s.DropSlot(t)
	err := <-ended
	if gone := (*logical.SlotError)(nil); !errors.As(err, &gone) {
		t.Errorf("a slot that is dropped meanwhile: %v", err)
	}
}

// A source that ends each session as soon as it has begun is asked less and less often, until something comes.
func TestStreamSessionsEndAtOnce(t *testing.T) {
	t.Parallel()
	const ended = 4
	s := streamtest.NewSource(t, pgtest.Start(t, pgtest.Newest).Database(t), "create table t (id int primary key)")
	way := pgtest.NewWay(t, s.URL)
	for range ended {
		way.Cut(pgtest.Cut{Before: "d\x00\x00\x00\x16k"}) // the first keepalive
	}
	events := make(chan logical.StreamEvent, 100)
	stream := s.Open(t, func(c *logical.StreamConfig) {
		c.Source = streamtest.Endpoint(t, way.URL)
		c.Tell = func(event logical.StreamEvent) { events <- event }
	})
	streamtest.Eventually(t, "all are cut that are to be", func() bool { return way.Cuts() == ended })
	s.Exec(t, "insert into t values (1)")
	streamtest.Read(t, stream, s.Start).Until(s.LSN(t))
	if sessions := stream.Stats().Sessions; sessions != ended+1 || way.Cuts() != ended || len(events) < ended {
		t.Errorf("%d sessions, %d of which were cut, and %d events", sessions, way.Cuts(), len(events))
	}
	first := (<-events).Pause
	for last := first; len(events) > 0; {
		event := <-events
		if event.Pause != 2*last {
			t.Errorf("a pause of %v after one of %v: %v", event.Pause, last, event.Err)
		}
		last = event.Pause
	}
	s.EndSession(t)
	if event := <-events; event.Pause != first {
		t.Errorf("a pause of %v after a session that brought something, want %v", event.Pause, first)
	}
}

// A slot whose WAL is gone cannot go on.
func TestStreamLostSlot(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t, pgtest.Newest, "max_slot_wal_keep_size = '1MB'", "min_wal_size = '32MB'", "max_wal_size = '32MB'")
	s := streamtest.NewSource(t, server.Database(t), "create table t (id int primary key)")
	for range 4 {
		s.Exec(t, "select pg_switch_wal(); insert into t select coalesce(max(id), 0) + 1 from t")
	}
	s.Exec(t, "checkpoint")
	_, err := logical.OpenStream(streamtest.Within(t), s.Config())
	var lost *logical.SlotError
	if !errors.As(err, &lost) {
		t.Errorf("a slot whose WAL is gone: %v", err)
	}
}
