package streamtest

import (
	"context"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

// Source is a database whose changes are streamed, with a slot and a publication of all its tables.
type Source struct {
	URL      string
	Endpoint catalog.Endpoint
	Slot     string
	Start    catalog.LSN // of the slot
	server   catalog.Server
}

// The name needs quotes, within a list in a string.
const oddPublication = `Odd "name', of ours`

// NewSource runs SQL in a database, and publishes its tables. The slot is dropped when the test ends.
func NewSource(t testing.TB, url, sql string) *Source {
	t.Helper()
	ctx := context.Background()
	pgtest.Exec(t, url, sql)
	pgtest.Exec(t, url, "create publication "+catalog.Ident(oddPublication)+" for all tables")
	s := &Source{URL: url, Endpoint: Endpoint(t, url), Slot: "slot_" + url[strings.LastIndex(url, "/")+1:]}
	conn, err := s.Endpoint.Connect(ctx, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if s.server, err = catalog.ProbeServer(ctx, conn); err != nil {
		t.Fatal(err)
	}
	slot, err := logical.CreateSlot(ctx, s.Endpoint, s.Slot, logical.SlotOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Start = slot.Start
	if err := slot.Close(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.DropSlot(t) })
	return s
}

// Endpoint is a source's address.
func Endpoint(t testing.TB, url string) catalog.Endpoint {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// DropSlot drops the slot, unless the test has stopped the server.
func (s *Source) DropSlot(t testing.TB) {
	t.Helper()
	conn, err := s.Endpoint.Connect(context.Background(), "test")
	if err != nil {
		return
	}
	defer conn.Close(context.Background())
	if err := logical.DropSlot(context.Background(), conn, s.Slot); err != nil {
		t.Error(err)
	}
}

// Exec runs statements.
func (s *Source) Exec(t testing.TB, sql string) { t.Helper(); pgtest.Exec(t, s.URL, sql) }

// LSN is the end of what was written.
func (s *Source) LSN(t testing.TB) catalog.LSN {
	t.Helper()
	return s.lsn(t, "select pg_current_wal_insert_lsn()")
}

// Confirmed is what the slot has let go of.
func (s *Source) Confirmed(t testing.TB) catalog.LSN {
	t.Helper()
	return s.lsn(t, "select confirmed_flush_lsn from pg_replication_slots where slot_name = '"+s.Slot+"'")
}

func (s *Source) lsn(t testing.TB, sql string) catalog.LSN {
	t.Helper()
	lsn, err := catalog.ParseLSN(pgtest.Query(t, s.URL, sql)[0][0])
	if err != nil {
		t.Fatal(err)
	}
	return lsn
}

// EndSession ends the walsender.
func (s *Source) EndSession(t testing.TB) {
	t.Helper()
	s.Exec(t, "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"+s.Slot+"'")
}

// Config is that of a stream from where the slot begins.
func (s *Source) Config() logical.StreamConfig {
	return logical.StreamConfig{Source: s.Endpoint, Server: s.server, Slot: s.Slot, Publications: []string{oddPublication}, Start: s.Start}
}

// Open begins to stream, by a config that may be changed. The stream is closed when the test ends.
func (s *Source) Open(t testing.TB, change func(*logical.StreamConfig)) *logical.Stream {
	t.Helper()
	config := s.Config()
	config.Tell = func(event logical.StreamEvent) { t.Logf("stream: %v; pause %v", event.Err, event.Pause) }
	if change != nil {
		change(&config)
	}
	stream, err := logical.OpenStream(Within(t), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.Close)
	return stream
}
