package apply_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// pair is two databases and a slot between them. The source's changes come through the slot's SQL functions, which write
// what a walsender would send.
type pair struct {
	t              testing.TB
	source, target string
	slot           string
	options        string

	mu      sync.Mutex
	events  []apply.Event
	onEvent func() // called with the lock
}

// newPair makes both databases with the same tables.
func newPair(t testing.TB, majors [2]int, tables string) *pair {
	t.Helper()
	return newPairOf(t, majors, tables, tables)
}

func newPairOf(t testing.TB, majors [2]int, source, target string) *pair {
	t.Helper()
	p := &pair{
		t:       t,
		source:  pgtest.Start(t, majors[0]).Database(t, source),
		target:  pgtest.Start(t, majors[1]).Database(t, target, "create schema copydb; "+apply.ProgressTable),
		options: "'proto_version', '1'",
	}
	if majors[0] > 13 {
		p.options += ", 'binary', 'true'"
	}
	p.slot = "apply_" + p.source[strings.LastIndex(p.source, "/")+1:]
	pgtest.Exec(t, p.source, "create publication p for all tables")
	lsn := pgtest.Query(t, p.source, "select lsn from pg_create_logical_replication_slot('"+p.slot+"', 'pgoutput')")[0][0]
	t.Cleanup(func() { pgtest.Query(t, p.source, "select pg_drop_replication_slot('"+p.slot+"')") })
	pgtest.Exec(t, p.target, strings.Replace(apply.StartProgress, "$1", "'"+lsn+"'", 1))
	return p
}

// change runs transactions on the source, one a script.
func (p *pair) change(scripts ...string) {
	p.t.Helper()
	for _, sql := range scripts {
		pgtest.Exec(p.t, p.source, sql)
	}
}

// feed is a fixed sequence of frames; after it, nothing more comes.
type feed struct{ blocks []*frames.Block }

func (f *feed) Next(ctx context.Context) (*frames.Block, error) {
	if len(f.blocks) > 0 {
		block := f.blocks[0]
		f.blocks = f.blocks[1:]
		return block, nil
	}
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

// read brings what has been written on the source since it was last read, and the position up to which that is all.
func (p *pair) read() (*feed, catalog.LSN) {
	p.t.Helper()
	end, err := catalog.ParseLSN(pgtest.Query(p.t, p.source, "select pg_current_wal_insert_lsn()")[0][0])
	if err != nil {
		p.t.Fatal(err)
	}
	block := &frames.Block{}
	for _, row := range pgtest.Query(p.t, p.source, "select lsn, encode(data, 'hex') from pg_logical_slot_get_binary_changes('"+
		p.slot+"', null, null, 'publication_names', 'p', "+p.options+")") {
		lsn, err := catalog.ParseLSN(row[0])
		if err != nil {
			p.t.Fatal(err)
		}
		data, err := hex.DecodeString(row[1])
		if err != nil {
			p.t.Fatal(err)
		}
		block.Frames = append(block.Frames, frames.Frame{Kind: frames.Message, LSN: lsn, Data: data})
	}
	block.Frames = append(block.Frames, frames.Frame{Kind: frames.Keepalive, LSN: end})
	return &feed{blocks: []*frames.Block{block}}, end
}

// config is for applying a feed up to a position.
func (p *pair) config(feed frames.Feed, end catalog.LSN) apply.Config {
	p.t.Helper()
	target, err := catalog.ParseEndpoint(catalog.Target, p.target)
	if err != nil {
		p.t.Fatal(err)
	}
	return apply.Config{
		Target: target,
		Feed:   feed,
		EndPos: func() catalog.LSN { return end },
		Emit: func(event apply.Event) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.events = append(p.events, event)
			if p.onEvent != nil {
				p.onEvent()
			}
		},
	}
}

// apply applies what has been written on the source, and expects no error.
func (p *pair) apply() {
	p.t.Helper()
	if err := p.tryApply(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pair) tryApply() error {
	p.t.Helper()
	return p.run(p.read())
}

// again counts the batches that had to be written row by row.
func (p *pair) again() (count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, event := range p.events {
		if event.Again {
			count++
		}
	}
	return count
}

// equal compares tables, all their rows as text.
func (p *pair) equal(tables ...string) {
	p.t.Helper()
	for _, table := range tables {
		sql := "select t::text from " + table + " t order by 1"
		if diff := cmp.Diff(pgtest.Query(p.t, p.source, sql), pgtest.Query(p.t, p.target, sql)); diff != "" {
			p.t.Errorf("table %s (-source +target):\n%s", table, shorten(diff))
		}
	}
}

func shorten(text string) string {
	if len(text) > 3000 {
		return text[:3000] + "..."
	}
	return text
}

// newest is a pair of the newest version, each is one of the oldest and the newest in all combinations that matter.
var (
	newest = [2]int{pgtest.Newest, pgtest.Newest}
	each   = [][2]int{{pgtest.Oldest, pgtest.Newest}, {15, pgtest.Newest}, {pgtest.Newest, pgtest.Newest}, {pgtest.Newest, pgtest.Oldest}}
)

// forEach runs a test for pairs of versions.
func forEach(t *testing.T, tables string, test func(t *testing.T, p *pair)) {
	t.Helper()
	for _, majors := range each {
		t.Run(fmt.Sprintf("%d to %d", majors[0], majors[1]), func(t *testing.T) {
			t.Parallel()
			test(t, newPair(t, majors, tables))
		})
	}
}

// run applies a feed up to a position.
func (p *pair) run(feed frames.Feed, end catalog.LSN) error {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return apply.Run(ctx, p.config(feed, end))
}

// text is the result of a query as one text.
func text(rows [][]string) string {
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, " | ") + "\n")
	}
	return text.String()
}
