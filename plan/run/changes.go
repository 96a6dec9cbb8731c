package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/plan/journal"
)

// changes brings the stream to the applier: from the source itself, or by way of a spool, into which it is received from
// the first moment on.
type changes struct {
	config logical.StreamConfig
	spool  *spool.Spool // nil where changes wait on the source
	retry  time.Duration

	mu     sync.Mutex
	stream *logical.Stream // nil while there is none
	stats  logical.StreamStats
	safe   catalog.LSN   // everything up to here is applied, and durable on the target
	reader *spool.Reader // the last one, nil if nothing has been read from the spool
	taken  int64         // transactions applied of what the last feed brought
	fresh  bool          // nothing was ever applied
	whole  time.Time     // until then, transactions come from the source once they have committed
}

// openChanges opens the spool, if there is one.
func (r *run) openChanges(ctx context.Context) (*changes, error) {
	followed := r.journal.Follow
	at, err := r.progress(ctx)
	if err != nil {
		return nil, err
	}
	applied := at.LSN
	c := &changes{retry: r.RetryFor, safe: applied, fresh: applied == followed.Start, config: logical.StreamConfig{
		Source:       r.Source,
		Server:       r.facts.Server,
		Slot:         followed.Slot,
		Publications: followed.Selection.Publications(logical.PublicationName(followed.Slot)),
		Start:        applied,
		Binary:       r.binary(),
		Segments:     r.Follow.Streaming,
		Tell:         func(event logical.StreamEvent) { r.emit(FollowRetried{Err: event.Err, Pause: event.Pause}) },
	}}
	where := cmp.Or(r.Respool, r.Follow.Spool)
	if c.spool, err = r.openSpool(ctx, where, spool.Config{Applied: applied, Confirmed: r.letGo, Of: followed.SpoolIdentity()}); err != nil {
		return nil, err
	}
	if where != r.Follow.Spool { // it has shown that it holds what the source has let go of
		r.Follow.Spool = where
		err = r.journal.WriteSettings(ctx, r.lock)
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// openSpool opens the spool, nil if changes wait on the source. It is an error if what the source has let go of is not all there.
func (r *run) openSpool(ctx context.Context, where string, config spool.Config) (*spool.Spool, error) {
	switch where {
	case journal.SpoolNone:
		return nil, config.Hole(config.Applied)
	case journal.SpoolTarget:
		return spool.OpenTarget(ctx, r.Target, config)
	}
	return spool.OpenDir(ctx, where, config)
}

// binary says whether values can come as the server holds them: the types of all followed tables are ones that both sides
// have in the same form.
func (r *run) binary() bool {
	streamed := r.streamed()
	for _, column := range r.facts.Columns {
		if streamed[column.Relation] && !column.InBinary(r.facts.Server, r.target) {
			return false
		}
	}
	return true
}

// open begins to stream from a position, with transactions in progress in segments if they are wanted.
func (c *changes) open(ctx context.Context, from catalog.LSN, segments bool) (*logical.Stream, error) {
	config := c.config
	config.Start, config.Segments = from, segments && config.Segments
	if c.spool == nil {
		config.Memory = apply.SourceMemory
	}
	stream, err := logical.OpenStream(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("opening the stream: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream = stream
	c.stream.Acknowledge(0, c.safe)
	return stream, nil
}

// shut ends the stream.
func (c *changes) shut() {
	c.mu.Lock()
	stream := c.stream
	c.stream = nil
	c.mu.Unlock()
	if stream != nil {
		stream.Close()
	}
}

// close ends the stream and closes the spool.
func (c *changes) close() error {
	c.shut()
	if c.spool == nil {
		return nil
	}
	return c.spool.Close()
}

// receive fills the spool until the context ends.
func (c *changes) receive(ctx context.Context) error {
	if c.spool == nil {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	pause := firstPause
	for broke := time.Now(); ; pause = min(2*pause, longestPause) {
		stream, err := c.open(ctx, c.spool.Position(), true)
		if err == nil {
			err = c.spool.Receive(ctx, stream)
			c.shut()
			return err
		}
		if time.Since(broke) >= c.retry || !isPassing(err) {
			return err
		}
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}

// wholeFor is for how long transactions are not applied while they run after one of them could not be: an application that
// rolls back parts of its large transactions will do so again.
const wholeFor = 10 * time.Minute

// comeWhole has transactions come from the source once they have committed, for a while.
func (c *changes) comeWhole() { c.whole = time.Now().Add(wholeFor) }

// feed returns what comes behind a position at which everything is applied: from the source with transactions in progress, where
// tables are not ahead of the stream, which is told by their commits. The caller calls stop when it has read enough.
func (c *changes) feed(ctx context.Context, from, ahead catalog.LSN) (feed frames.Feed, stop func(), err error) {
	c.begin(nil)
	stream, err := c.open(ctx, from, from >= ahead && time.Now().After(c.whole))
	return stream, c.shut, err
}

// read reads the spool from a position on.
func (c *changes) read(from catalog.LSN) (feed frames.Feed, stop func(), err error) {
	reader, err := c.spool.Feed(from)
	if err != nil {
		return nil, nil, err
	}
	c.begin(reader)
	return reader, reader.Close, nil
}

// lanes says how several sessions apply what is in the spool.
func (c *changes) lanes(count int) apply.Lanes {
	return apply.Lanes{
		Count:    cmp.Or(count, apply.DefaultLanes()),
		Open:     c.read,
		Received: func() catalog.LSN { return c.spool.Stats().Written },
	}
}

// begin notes that another feed is read.
func (c *changes) begin(reader *spool.Reader) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reader, c.taken, c.stats.Begun, c.fresh = reader, 0, 0, false
}

// took notes that transactions of the feed are applied.
func (c *changes) took(transactions int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken += int64(transactions)
}

// waiting counts the transactions that were received and are not applied, as far as that is known.
func (c *changes) waiting() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.spool == nil:
		return max(0, c.stats.Begun-c.taken)
	case c.reader != nil:
		return max(0, c.spool.Stats().Begun-c.reader.Passed()-c.taken)
	case c.fresh:
		return c.spool.Stats().Begun
	}
	return 0
}

// durable tells that everything up to a position is applied, and safe on the target.
func (c *changes) durable(lsn catalog.LSN) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.safe = max(c.safe, lsn)
	switch {
	case c.stream == nil:
	case c.spool == nil:
		c.stream.Acknowledge(lsn, lsn)
	default:
		c.stream.Acknowledge(0, lsn)
	}
}

// trim removes what nobody needs any more from the spool.
func (c *changes) trim(ctx context.Context) error {
	if c.spool == nil {
		return nil
	}
	c.mu.Lock()
	safe := c.safe
	c.mu.Unlock()
	if err := c.spool.Trim(ctx, safe); err != nil {
		return fmt.Errorf("trimming the spool: %w", err)
	}
	return nil
}

// heard returns what came last, from a stream that may have ended by now, and how far changes are safe from a crash of ours.
func (c *changes) heard() (stats logical.StreamStats, flushed catalog.LSN) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream != nil {
		c.stats = c.stream.Stats()
	} else {
		c.stats.Connected = false
	}
	flushed = max(c.stats.Flushed, c.safe)
	if c.spool != nil {
		flushed = c.spool.Position()
	}
	return c.stats, flushed
}

// room is what the spool holds, and whether it waits for room to hold more.
func (c *changes) room() (bytes int64, full bool) {
	if c.spool == nil {
		return 0, false
	}
	stats := c.spool.Stats()
	return stats.Bytes, stats.Full
}
