package spool

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"copydb/catalog"
	"copydb/logical/frames"
)

// Config says what is spooled, and how much of it.
type Config struct {
	Of Identity
	// Applied is what is durable on the target; at first, where the slot begins. What is missing before it is no loss.
	Applied catalog.LSN
	// Confirmed is what the source has let go of, as we told it that it is safe: it has to be here, or on the target.
	Confirmed catalog.LSN
	// SegmentBytes is the length of segments; 0: 64 MB. So much is asked of the disk at once, and so much is made durable
	// at once at most.
	SegmentBytes int64
	// MaxBytes bounds the spool, but for a transaction that is longer itself; 0: it has what room there is. Beyond it the
	// changes stay on the source.
	MaxBytes int64
	// Budget bounds the bytes of blocks that a Feed has out; 0: 32 MB.
	Budget int64
}

const defaultSegmentBytes = 64 << 20

// Stats is how a spool is.
type Stats struct {
	Written  catalog.LSN // all that committed before it can be read
	Durable  catalog.LSN // and is durable
	Begun    int64       // transactions that were ever spooled, the one included that is coming
	Bytes    int64
	Segments int
	Full     bool // it waits for room
}

// Spool keeps what was received until it is on the target: frames in segments, which a store keeps. One goroutine appends,
// any read.
type Spool struct {
	config Config
	store  store
	full   *atomic.Bool
	pool   *frames.Pool

	writing   sync.Mutex // held by who appends; what follows is theirs
	tracker   frames.Tracker
	announced announced
	pending   []byte // frames that the store has not got yet

	syncing sync.Mutex // held by who makes durable

	mutex    sync.Mutex
	segments []segment // what can be read, in order; the last one grows
	written  catalog.LSN
	begun    int64
	durable  catalog.LSN
	dirty    bool // something was written that may not be durable
	failure  error
	changed  chan struct{} // closed, and replaced, when any of these changes
}

// segment is one as a reader has to know it.
type segment struct {
	number  uint64
	length  int64
	start   catalog.LSN
	oldest  uint64
	commits int64
}

// pendingBytes is how much is gathered before the store gets it, and from what size on a message is not copied.
const pendingBytes = 1 << 20

// Append adds a block's frames. They can be read after Flush at the latest. It waits where there is no room.
func (s *Spool) Append(ctx context.Context, block *frames.Block) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.makeRoom(ctx); err != nil {
		return err
	}
	for i := range block.Frames {
		frame := &block.Frames[i]
		s.tracker.Take(frame)
		s.announced.take(frame)
		apart := len(frame.Data) >= pendingBytes
		s.pending = appendFrame(s.pending, frame, apart)
		if apart {
			if err := s.flush(ctx, frame.Data); err != nil {
				return err
			}
		}
	}
	if len(s.pending) < pendingBytes {
		return nil
	}
	return s.flush(ctx, nil)
}

// Flush hands over to readers all that was appended.
func (s *Spool) Flush(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.flush(ctx, nil)
}

// flush writes what is pending, and data behind it.
func (s *Spool) flush(ctx context.Context, data []byte) error {
	if len(s.pending) == 0 {
		return nil
	}
	if err := s.failed(); err != nil {
		return err
	}
	for _, part := range [][]byte{s.pending, data} {
		if len(part) == 0 {
			continue
		}
		if err := s.store.write(ctx, part); err != nil {
			return s.fail(err)
		}
	}
	length := int64(len(s.pending) + len(data))
	s.pending = s.pending[:0]
	s.change(func() {
		s.segments[len(s.segments)-1].length += length
		s.written, s.begun, s.dirty = s.tracker.Position, s.tracker.Begun(), true
	})
	return nil
}

// makeRoom begins another segment if the last one is long enough, once the bound of the spool allows it.
func (s *Spool) makeRoom(ctx context.Context) error {
	if s.head().length+int64(len(s.pending)) < s.config.SegmentBytes {
		return nil
	}
	if err := s.flush(ctx, nil); err != nil {
		return err
	}
	for s.isBounded() {
		s.full.Store(true)
		if err := s.await(ctx, s.isBounded); err != nil {
			return err
		}
	}
	s.full.Store(false)
	return s.rotate(ctx)
}

// isBounded says whether the spool has reached its bound, and can become smaller by what it holds being applied.
func (s *Spool) isBounded() bool {
	if s.config.MaxBytes == 0 {
		return false
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	bytes := int64(0)
	for _, segment := range s.segments {
		bytes += segment.length
	}
	return bytes >= s.config.MaxBytes && s.segments[0].number < s.segments[len(s.segments)-1].oldest
}

// await waits while a condition holds that changes make false.
func (s *Spool) await(ctx context.Context, holds func() bool) error {
	for {
		s.mutex.Lock()
		changed := s.changed
		s.mutex.Unlock()
		if !holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// rotate begins another segment, after what was written is durable: so only the last one can have a torn end.
func (s *Spool) rotate(ctx context.Context) error {
	if err := s.Sync(ctx); err != nil {
		return err
	}
	s.tracker.At = s.head().number + 1
	return s.create(ctx, segmentHeader{Number: s.tracker.At, Start: s.tracker.Position, Oldest: s.tracker.Oldest(),
		Commits: s.tracker.Commits, Open: s.tracker.Open, Segment: s.tracker.Segment})
}

// create begins a segment.
func (s *Spool) create(ctx context.Context, header segmentHeader) error {
	header.Format, header.Of = segmentFormat, s.config.Of
	s.syncing.Lock()
	defer s.syncing.Unlock()
	if err := s.store.create(ctx, header.Number); err != nil {
		return s.fail(err)
	}
	head := appendSegmentHead(nil, header, s.announced.messages())
	if err := s.store.write(ctx, head); err != nil {
		return s.fail(err)
	}
	s.change(func() {
		s.segments = append(s.segments, segment{header.Number, int64(len(head)), header.Start, header.Oldest, header.Commits})
	})
	return nil
}

// Sync makes durable what was flushed.
func (s *Spool) Sync(ctx context.Context) error {
	s.syncing.Lock()
	defer s.syncing.Unlock()
	s.mutex.Lock()
	written, dirty, failure := s.written, s.dirty, s.failure
	s.dirty = false
	s.mutex.Unlock()
	if !dirty || failure != nil {
		return failure
	}
	if err := s.store.sync(ctx); err != nil {
		return s.fail(err)
	}
	s.change(func() { s.durable = max(s.durable, written) })
	return nil
}

// Position is what is durable: all that committed before it. That is what the source may let go of.
func (s *Spool) Position() catalog.LSN {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.durable
}

// Stats returns how the spool is. It is cheap.
func (s *Spool) Stats() Stats {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	stats := Stats{Written: s.written, Durable: s.durable, Begun: s.begun, Segments: len(s.segments), Full: s.full.Load()}
	for _, segment := range s.segments {
		stats.Bytes += segment.length
	}
	return stats
}

// Trim removes what nobody needs who begins to read at upTo or later.
func (s *Spool) Trim(ctx context.Context, upTo catalog.LSN) error {
	for {
		s.mutex.Lock()
		first, keep := s.segments[0].number, s.segments[0].number
		if at, found := s.covering(upTo); found {
			keep = s.segments[at].oldest
		}
		s.mutex.Unlock()
		if first >= keep {
			return nil
		}
		if err := s.store.remove(ctx, first); err != nil {
			return err
		}
		s.change(func() { s.segments = append(s.segments[:0], s.segments[1:]...) })
	}
}

// covering finds the last segment that begins at or before a position. The caller holds the mutex.
func (s *Spool) covering(position catalog.LSN) (int, bool) {
	for at := len(s.segments) - 1; at >= 0; at-- {
		if s.segments[at].start <= position {
			return at, true
		}
	}
	return 0, false
}

// Close closes the store. What was flushed and not synced is as durable as the system makes it.
func (s *Spool) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.syncing.Lock()
	defer s.syncing.Unlock()
	_ = s.fail(errClosed)
	return s.store.close()
}

var errClosed = errors.New("the spool was closed")

func (s *Spool) head() segment {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.segments[len(s.segments)-1]
}

// change changes what readers see, and wakes them.
func (s *Spool) change(do func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	do()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Spool) failed() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.failure
}

// fail keeps the first failure: what is in the store after one is not known.
func (s *Spool) fail(err error) error {
	s.change(func() {
		if s.failure == nil {
			s.failure = err
		}
	})
	return err
}
