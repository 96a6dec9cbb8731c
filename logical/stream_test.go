package logical_test

import (
	"context"
	"encoding/binary"

	"fmt"
	"strings"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/pgoutput"
)

// source is a database whose changes are streamed, with a slot and a publication of all its tables.
type source struct {
	url      string
	endpoint catalog.Endpoint
	server   catalog.Server
	slot     string
	start    catalog.LSN
}

// The name needs quotes, within a list in a string.
const oddPublication = `Odd "name', of ours`

func newSource(t testing.TB, url, sql string) *source {
	t.Helper()
	ctx := context.Background()
	pgtest.Exec(t, url, sql)
	pgtest.Exec(t, url, "create publication "+catalog.Ident(oddPublication)+" for all tables")
	s := &source{url: url, slot: "slot_" + url[strings.LastIndex(url, "/")+1:]}
	s.endpoint = endpointOf(t, url)
	conn, err := s.endpoint.Connect(ctx, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if s.server, err = catalog.ProbeServer(ctx, conn); err != nil {
		t.Fatal(err)
	}
	slot, err := logical.CreateSlot(ctx, s.endpoint, s.slot, logical.SlotOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.start = slot.Start
	if err := slot.Close(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.dropSlot(t) })
	return s
}

func endpointOf(t testing.TB, url string) catalog.Endpoint {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

func (s *source) dropSlot(t testing.TB) {
	t.Helper()
	conn, err := s.endpoint.Connect(context.Background(), "test")
	if err != nil {
		return // its test has stopped the server
	}
	defer conn.Close(context.Background())
	if err := logical.DropSlot(context.Background(), conn, s.slot); err != nil {
		t.Error(err)
	}
}

func (s *source) exec(t testing.TB, sql string) { t.Helper(); pgtest.Exec(t, s.url, sql) }

func (s *source) lsn(t testing.TB) catalog.LSN {
	t.Helper()
	return parseLSN(t, pgtest.Query(t, s.url, "select pg_current_wal_insert_lsn()")[0][0])
}

func parseLSN(t testing.TB, text string) catalog.LSN {
	t.Helper()
	lsn, err := catalog.ParseLSN(text)
	if err != nil {
		t.Fatal(err)
	}
	return lsn
}

// confirmed is what the slot has let go of.
func (s *source) confirmed(t testing.TB) catalog.LSN {
	t.Helper()
	return parseLSN(t, pgtest.Query(t, s.url, "select confirmed_flush_lsn from pg_replication_slots where slot_name = '"+s.slot+"'")[0][0])
}

func (s *source) config() logical.StreamConfig {
	return logical.StreamConfig{Source: s.endpoint, Server: s.server, Slot: s.slot, Publications: []string{oddPublication}, Start: s.start}
}

func (s *source) open(t testing.TB, change func(*logical.StreamConfig)) *logical.Stream {
	t.Helper()
	config := s.config()
	config.Tell = func(event logical.StreamEvent) { t.Logf("stream: %v; pause %v", event.Err, event.Pause) }
	if change != nil {
		change(&config)
	}
	stream, err := logical.OpenStream(within(t), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.Close)
	return stream
}

// within is the context of a test: long enough for any machine.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// A reader reads a feed as an applier does, and keeps what committed.
type reader struct {
	t        testing.TB
	feed     logical.Feed
	decoder  pgoutput.Decoder
	relation map[pgoutput.RelationID]*pgoutput.Relation
	from     catalog.LSN         // earlier transactions are left out
	commits  []string            // the rows of each transaction, in order
	open     []string            // of the transaction under way
	skip     bool                // it is one that is left out
	streams  map[uint32][]string // of those that come in segments
	segment  uint32
	position catalog.LSN
	sessions int
}

func read(t testing.TB, feed logical.Feed) *reader { return &reader{t: t, feed: feed} }

// until reads until all before an LSN has come.
func (r *reader) until(lsn catalog.LSN) *reader {
	r.t.Helper()
	ctx := within(r.t)
	for r.position < lsn {
		block, err := r.feed.Next(ctx)
		if err != nil {
			r.t.Fatalf("reading up to %s, at %s: %v", lsn, r.position, err)
		}
		for i := range block.Frames {
			r.frame(&block.Frames[i])
		}
		block.Release()
	}
	return r
}

func (r *reader) frame(frame *logical.Frame) {
	r.t.Helper()
	switch frame.Kind {
	case logical.Session:
		r.decoder.Reset()
		r.relation, r.open, r.streams, r.segment = map[pgoutput.RelationID]*pgoutput.Relation{}, nil, map[uint32][]string{}, 0
		r.sessions++
	case logical.Keepalive:
		r.position = max(r.position, frame.LSN)
	case logical.Message:
		message, err := r.decoder.Decode(frame.LSN, frame.Data)
		if err != nil {
			r.t.Fatal(err)
		}
		r.message(message)
	}
}

func (r *reader) message(message pgoutput.Message) {
	switch m := message.(type) {
	case *pgoutput.Begin:
		r.open, r.skip = nil, m.Final < r.from
	case *pgoutput.Commit:
		if !r.skip {
			r.commits = append(r.commits, strings.Join(r.open, ","))
		}
		r.position = max(r.position, m.End)
	case *pgoutput.Relation:
		if r.relation == nil {
			r.relation = map[pgoutput.RelationID]*pgoutput.Relation{}
		}
		r.relation[m.ID] = m
	case *pgoutput.StreamStart:
		r.segment = uint32(m.XID)
		if m.First {
			r.streams[r.segment] = nil
		}
	case *pgoutput.StreamStop:
		r.segment = 0
	case *pgoutput.StreamCommit:
		if m.LSN >= r.from {
			r.commits = append(r.commits, strings.Join(r.streams[uint32(m.XID)], ","))
		}
		r.position = max(r.position, m.End)
	case *pgoutput.Insert:
		r.insert(m)
	}
}

func (r *reader) insert(m *pgoutput.Insert) {
	relation := r.relation[m.Relation]
	if relation == nil {
		r.t.Fatalf("relation %d was not announced", m.Relation)
	}
	text := relation.Name + ":" + firstValue(r.t, &m.New)
	if r.segment != 0 {
		r.streams[r.segment] = append(r.streams[r.segment], text)
		return
	}
	r.open = append(r.open, text)
}

// What is inserted comes, on the oldest and on the newest source, with odd names, and the slot lets go of what was acknowledged
// and of nothing else.
func TestStream(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			s := newSource(t, pgtest.Start(t, major).Database(t), "create table t (id int primary key)")
			stream := s.open(t, func(c *logical.StreamConfig) { c.Binary, c.Messages = true, true })
			s.exec(t, "insert into t values (1), (2)")
			s.exec(t, "insert into t values (3)")
			end := s.lsn(t)
			r := read(t, stream).until(end)
			want(t, "transactions", r.commits, []string{"t:1,t:2", "t:3"})
			if confirmed := s.confirmed(t); confirmed != s.start {
				t.Errorf("the slot has let go of %s, but nothing was acknowledged beyond %s", confirmed, s.start)
			}
			stream.Acknowledge(end, 0)
			stream.Acknowledge(s.start, s.start) // never lowers
			eventually(t, "the slot lets go", func() bool { return s.confirmed(t) >= end })
			stats := stream.Stats()
			if stats.Position < end || stats.Flushed != end || stats.Applied != s.start || stats.Sessions != 1 || !stats.Connected ||
				stats.Bytes == 0 || stats.Messages < 8 || time.Since(stats.ServerTime).Abs() > time.Hour {
				t.Errorf("stats: %+v", stats)
			}
		})
	}
}

func want[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// firstValue is a row's first value, an int4 or a text.
func firstValue(t testing.TB, tuple *pgoutput.Tuple) string {
	t.Helper()
	value, _ := tuple.Next()
	if value.Kind == pgoutput.Binary && len(value.Data) == 4 {
		return fmt.Sprint(binary.BigEndian.Uint32(value.Data))
	}
	return string(value.Data)
}
