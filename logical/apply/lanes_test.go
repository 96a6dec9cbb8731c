package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// again hands out the same frames to any number of readers.
func (f *feed) again() *feed {
	next := &feed{}
	for _, block := range f.blocks {
		next.blocks = append(next.blocks, &frames.Block{Frames: append([]frames.Frame{}, block.Frames...)})
	}
	return next
}

// cut makes blocks of few frames of a feed's one.
func (f *feed) cut(size int) *feed {
	next := &feed{}
	for all := f.blocks[0].Frames; len(all) > 0; {
		n := min(size, len(all))
		next.blocks = append(next.blocks, &frames.Block{Frames: all[:n:n]})
		all = all[n:]
	}
	return next
}

// catchUp applies what has been written on the source by several lanes, and then what they leave.
func (p *pair) catchUp(count int) error {
	p.t.Helper()
	feed, end := p.read()
	return p.catchUpOf(context.Background(), feed.cut(7), end, count)
}

func (p *pair) catchUpOf(ctx context.Context, feed *feed, end catalog.LSN, count int) error {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	at := p.progress()
	lanes := apply.Lanes{
		Count:    count,
		Open:     func(catalog.LSN) (frames.Feed, func(), error) { return feed.again(), func() {}, nil },
		Received: func() catalog.LSN { return end },
		Worth:    1,
		Alone:    1,
	}
	if err := apply.Follow(ctx, p.config(nil, end), lanes, at); err != nil {
		return err
	}
	if want := (apply.Progress{LSN: feed.endBefore(end)}); p.progress() != want {
		p.t.Errorf("the progress is %v at the end, want %v", p.progress(), want)
	}
	return nil
}

// endBefore is where all ends that a feed of whole transactions brings in front of a position.
func (f *feed) endBefore(end catalog.LSN) (at catalog.LSN) {
	var decoder pgoutput.Decoder
	for _, block := range f.blocks {
		for i := range block.Frames {
			frame := &block.Frames[i]
			if frame.Kind == frames.Keepalive {
				return max(at, frame.LSN)
			}
			message, err := decoder.Decode(frame.LSN, frame.Data)
			if err != nil {
				panic(err)
			}
			switch m := message.(type) {
			case *pgoutput.Begin:
				if m.Final >= end {
					return at
				}
			case *pgoutput.Commit:
				at = m.End
			}
		}
	}
	return at
}

func (p *pair) progress() apply.Progress {
	p.t.Helper()
	at, err := apply.CurrentProgress(p.t.Context(), dial(p.t, p.target))
	if err != nil {
		p.t.Fatal(err)
	}
	return at
}

const laneTables = `
	create table byKey (id int primary key, v text);
	create table keyless (v text);
	create table two (id int primary key, u int unique);
	create table everything (id int, v text); alter table everything replica identity full;
	create table moving (a int, b text, v int, primary key (b, a));
	create table emptied (id int primary key, v text)`

func laneChanges() (scripts []string) {
	for i := range 200 {
		scripts = append(scripts, strings.ReplaceAll(`begin;
			insert into byKey select n, 'new' from generate_series($i * 10, $i * 10 + 9) n;
			update byKey set v = v || '$i' where id % 7 = $i % 7;
			delete from byKey where id = $i * 10 + 3;
			insert into keyless select n::text from generate_series(1, 3) n;
			insert into two values ($i, $i); update two set u = u + 1000 where id = $i;
			insert into everything values ($i % 5, 'x'), ($i % 5, 'x'); update everything set v = 'y' where id = $i % 5;
			insert into moving values ($i, 'k', 0), ($i, 'l', 0); update moving set v = v + 1;
			insert into emptied values ($i, ''); commit`, "$i", fmt.Sprint(i)))
	}
	return scripts
}

// What lanes apply is what one applier would.
func TestLanes(t *testing.T) {
	forEach(t, laneTables, func(t *testing.T, p *pair) {
		p.change(laneChanges()...)
		if err := p.catchUp(3); err != nil {
			t.Fatal(err)
		}
		p.equal("byKey", "keyless", "two", "everything", "moving", "emptied")
	})
}

// What is for all lanes together: keys that move, TRUNCATE, another form of a table.
func TestLanesTogether(t *testing.T) {
	p := newPair(t, newest, laneTables)
	changes := laneChanges()
	p.change(changes[:60]...)
	p.change("update byKey set id = id + 100000", "insert into byKey values (1, 'again')", "truncate emptied, keyless")
	p.change(changes[60:120]...)
	pgtest.Exec(t, p.target, "alter table byKey add w int")
	p.change("alter table byKey add w int", "update byKey set w = 3 where id % 2 = 0")
	p.change("begin; update moving set a = a + 1000 where b = 'k' and a > 90; truncate two; insert into two values (-1, -1); commit")
	p.change(changes[120:]...)
	if err := p.catchUp(2); err != nil {
		t.Fatal(err)
	}
	p.equal("byKey", "keyless", "two", "everything", "moving", "emptied")
}

// Where all that waits in front of the end position belongs to a transaction that commits behind it, lanes leave that to who waits for it:
// more WAL than lanes are for may lie between two commits.
func TestLanesWithoutCommit(t *testing.T) {
	p := newPair(t, newest, "create table counted (id int primary key)")
	p.change("insert into counted values (1)", "select pg_switch_wal()", "select pg_logical_emit_message(false, 'nothing', 'of ours')")
	end, err := catalog.ParseLSN(pgtest.Query(t, p.source, "select pg_current_wal_insert_lsn()")[0][0])
	if err != nil {
		t.Fatal(err)
	}
	p.change("insert into counted values (2)")
	feed, _ := p.read()
	if err := p.catchUpOf(context.Background(), feed.cut(7), end, 2); err != nil {
		t.Fatal(err)
	}
	if rows := pgtest.Query(t, p.target, "select id from counted"); len(rows) != 1 {
		t.Errorf("%d rows came, instead of the one that committed in front of the end position", len(rows))
	}
}

// A lane whose session is gone leaves the others where they are; all go on from there.
func TestLanesKilled(t *testing.T) {
	p := newPair(t, newest, laneTables)
	p.change(laneChanges()...)
	feed, end := p.read()
	feed = feed.cut(50)
	apart := 0
	for i := range 10 {
		ctx, cancel := context.WithCancelCause(context.Background())
		left := 1 + 3*i
		p.onEvent = func() { // a lane has committed, and the last word of the stretch is not spoken
			if left--; left == 0 {
				cancel(errEnough)
			}
		}
		err := p.catchUpOf(ctx, feed, end, 2)
		cancel(nil)
		if err == nil {
			break
		}
		if !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		apart += p.progress().Lanes
	}
	p.onEvent = nil
	if apart == 0 {
		t.Error("no kill has left lanes apart")
	}
	if err := p.catchUpOf(context.Background(), feed, end, 4); err != nil {
		t.Fatal(err)
	}
	p.equal("byKey", "keyless", "two", "moving", "emptied")
}

var errEnough = errors.New("enough")

// paced is a feed that brings a few blocks, and the others once they may come.
type paced struct {
	*feed
	first int
	open  <-chan struct{}
}

func (h *paced) Next(ctx context.Context) (*frames.Block, error) {
	if h.first--; h.first < 0 {
		select {
		case <-h.open:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	return h.feed.Next(ctx)
}

// TestLanesEndNamedMeanwhile: an end position that is named while lanes are at it, in front of what none of them has begun, is met.
func TestLanesEndNamedMeanwhile(t *testing.T) {
	p := newPair(t, newest, "create table counted (id int primary key)")
	count := func(from, to int) {
		p.change(fmt.Sprintf("do $$ begin for i in %d..%d loop insert into counted values (i); commit; end loop; end $$", from, to))
	}
	count(1, 300)
	wanted, err := catalog.ParseLSN(pgtest.Query(t, p.source, "select pg_current_wal_insert_lsn()")[0][0])
	if err != nil {
		t.Fatal(err)
	}
	count(301, 400)
	feed, until := p.read()
	feed = feed.cut(3) // a transaction each, but for the first
	named := make(chan struct{})
	lanes := apply.Lanes{Count: 2, Worth: 1, Received: func() catalog.LSN { return until },
		Open: func(catalog.LSN) (frames.Feed, func(), error) {
			return &paced{feed: feed.again(), first: 200, open: named}, func() {}, nil
		}}
	config := p.config(nil, 0)
	config.EndPos = func() catalog.LSN {
		select {
		case <-named:
			return wanted
		default:
			return 0
		}
	}
	config.Emit = func(apply.Event) {
		select {
		case <-named:
		default:
			close(named)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := apply.Follow(ctx, config, lanes, p.progress()); err != nil {
		t.Fatal(err)
	}
	if got := pgtest.Query(t, p.target, "select count(*), max(id) from counted")[0]; got[0] != "300" || got[1] != "300" {
		t.Errorf("%s transactions up to number %s are applied, want the 300 in front of the end position", got[0], got[1])
	}
}

// TestLanesFencedBeforeTheyJoin: who was taken over meanwhile leaves the lanes as they are.
func TestLanesFencedBeforeTheyJoin(t *testing.T) {
	p := newPair(t, newest, laneTables)
	p.change(laneChanges()[:20]...)
	feed, end := p.read()
	takeOver := sync.OnceFunc(func() { pgtest.Exec(t, p.target, "update copydb.progress set epoch = epoch + 1 where lane = 0") })
	lanes := apply.Lanes{Count: 2, Worth: 1, Received: func() catalog.LSN { return end },
		Open: func(catalog.LSN) (frames.Feed, func(), error) {
			takeOver()
			return feed.again(), func() {}, nil
		}}
	if err := apply.Follow(t.Context(), p.config(nil, end), lanes, p.progress()); !errors.Is(err, apply.ErrFenced) {
		t.Errorf("got %v, want %v", err, apply.ErrFenced)
	}
	if at := p.progress(); at.Lanes != 2 {
		t.Errorf("%d lanes are left, want 2", at.Lanes)
	}
}
