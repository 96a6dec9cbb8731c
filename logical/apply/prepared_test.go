package apply_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// TestTooManyPrepared: where all statements are prepared anew, as there are too many of them, the next thing may be a heartbeat, or the
// end.
func TestTooManyPrepared(t *testing.T) {
	const tables, columns, rows = 26, 15, 256 // whose statements have more than 100,000 parameters
	var create, update strings.Builder
	for table := range tables {
		fmt.Fprintf(&create, "create table t%d (id int primary key", table)
		for column := range columns - 1 {
			fmt.Fprintf(&create, ", c%d int default 0", column)
		}
		fmt.Fprintf(&create, "); insert into t%d select generate_series(1, %d); ", table, rows)
		fmt.Fprintf(&update, "update t%d set c1 = c1 + 1; ", table)
	}
	for _, beats := range []bool{true, false} {
		t.Run(fmt.Sprintf("beats %v", beats), func(t *testing.T) {
			t.Parallel()
			p := newPair(t, newest, create.String())
			p.change("begin; " + update.String() + "commit")
			pgtest.Exec(t, p.source, "select pg_logical_emit_message(false, 'nothing', 'of ours')") // a position that is to be recorded
			if !beats {
				p.apply()
				p.equal("t0", "t25")
				return
			}
			feed, end := p.read()
			feed = feed.cut(len(feed.blocks[0].Frames) - 1)
			durable := make(chan struct{})
			config := p.config(&paced{feed: feed, first: 1, open: durable}, end)
			tell := sync.OnceFunc(func() { close(durable) })
			config.Durable = func(catalog.LSN) { tell() }
			if err := apply.Run(t.Context(), config); err != nil {
				t.Fatal(err)
			}
			p.equal("t0", "t25")
		})
	}
}

// TestPreparedForWhatNeverWent: statements of a transaction that was left where the stream's session ended have not been prepared.
func TestPreparedForWhatNeverWent(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key, v text); insert into t values (1, 'a')")
	p.change("update t set id = id + 10")
	feed, end := p.read()
	all := feed.blocks[0].Frames
	part := all[:len(all)-2] // without the commit, and the keepalive behind it
	session := frames.Frame{Kind: frames.Session, LSN: p.progress().LSN}
	feed.blocks[0].Frames = slices.Concat(part, []frames.Frame{session}, all)
	if err := p.run(feed, end); err != nil {
		t.Fatal(err)
	}
	p.equal("t")
	if again := p.again(); again != 0 {
		t.Errorf("%d batches had to be written again", again)
	}
}
