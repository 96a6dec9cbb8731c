package spool

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// Reader reads a spool, and waits at its end for more. It is a Feed, for one goroutine.
type Reader struct {
	spool *Spool
	scan  segmentScan
	from  catalog.LSN
	first uint64 // the segment that it began with, whose announcements it hands on
	skip  bool   // a transaction that ended before from
	found bool   // all that comes is wanted

	streams streams
	again   *rereading // a transaction that was streamed and has committed, nil if none is being read
	broken  error      // what comes makes no sense
	passed  atomic.Int64
}

// Feed returns a reader of all transactions whose commit LSN is from or later, whole: also those that were streamed in segments
// come in the order of their commits, between a Begin and a Commit, and nothing comes that was rolled back. Some that were
// streamed may come though they are earlier: readers tell them by their commit LSN. The caller closes it.
func (s *Spool) Feed(from catalog.LSN) (*Reader, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	at, found := s.covering(from)
	if !found || s.segments[at].oldest < s.segments[0].number {
		return nil, fmt.Errorf("reading the spool from %s on: it begins at %s", from, s.segments[0].start)
	}
	first := s.segments[at].oldest
	r := &Reader{spool: s, from: from, first: first, scan: segmentScan{store: s.store, number: first}}
	r.passed.Store(s.segments[first-s.segments[0].number].commits)
	return r, nil
}

// Passed counts the transactions that were ever spooled and come before all that the reader is wanted for. It is true as soon
// as there is something of that.
func (r *Reader) Passed() int64 { return r.passed.Load() }

// Close lets go of what the reader holds. Its blocks stay good.
func (r *Reader) Close() {
	r.scan.close()
	if r.again != nil {
		r.again.scan.close()
	}
}

// Next returns what is there, and waits where there is nothing.
func (r *Reader) Next(ctx context.Context) (*frames.Block, error) {
	for size := 0; ; {
		if r.again == nil {
			if err := r.await(ctx); err != nil {
				return nil, err
			}
		}
		block, err := r.spool.pool.Take(ctx, size)
		if err != nil {
			return nil, err
		}
		size, err = r.fill(ctx, block)
		if err == nil && len(block.Frames) > 0 {
			return block, nil
		}
		block.Release()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
}

// fill reads into a block: from where the reader is, or what was streamed of the transaction that has committed there.
func (r *Reader) fill(ctx context.Context, block *frames.Block) (needed int, err error) {
	scan := &r.scan
	if r.again == nil {
		needed, err = scan.next(ctx, block.Buffer, func(frame frames.Frame, end int64) bool { return r.take(block, frame, end) })
		err = errors.Join(err, r.broken)
	} else {
		scan = &r.again.scan
		needed, err = r.again.read(ctx, block)
		if errors.Is(err, io.EOF) {
			r.again, err = nil, nil
		}
	}
	if errors.Is(err, errDamaged) {
		err = &DamagedError{r.spool.store.name(scan.number), scan.at, err}
	}
	return needed, err
}

// await waits until there is more to read than was read, and goes on to the next segment at the end of one.
func (r *Reader) await(ctx context.Context) error {
	for {
		length, last, changed, err := r.spool.readable(&r.scan)
		if err != nil {
			return err
		}
		r.scan.length = length
		switch {
		case r.scan.at < length:
			return nil
		case !last:
			r.scan.close()
			r.scan = segmentScan{store: r.scan.store, number: r.scan.number + 1}
			continue
		}
		if err := r.spool.failed(); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// readable tells how much of a segment there is, whether it is the last one, and how to learn of more. Of one that was
// removed there is no more than was read: what was not read is not applied, and stays.
func (s *Spool) readable(scan *segmentScan) (length int64, last bool, changed <-chan struct{}, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	first := s.segments[0].number
	if scan.number < first {
		if scan.at == 0 || scan.at < scan.length {
			return 0, false, nil, fmt.Errorf("reading the spool: %s was removed", s.store.name(scan.number))
		}
		return scan.length, false, nil, nil
	}
	at := int(scan.number - first)
	return s.segments[at].length, at == len(s.segments)-1, s.changed, nil
}

// take adds a frame to a block, if it is wanted. It has enough where what was streamed before comes next.
func (r *Reader) take(block *frames.Block, frame frames.Frame, end int64) (more bool) {
	switch frame.Kind {
	case headerFrame:
		return true
	case announcedFrame:
		if r.scan.number != r.first {
			return true
		}
		frame.Kind = frames.Message
	}
	if frame.Kind == frames.Message && endedBefore(frame.Data, r.from) {
		r.passed.Add(1)
	}
	start := end - frameHeaderSize - int64(len(frame.Data))
	switch {
	case r.streams.take(&frame, extent{r.scan.number, start, end}):
		return true
	case pgoutput.KindOf(frame.Data) == pgoutput.KindStreamCommit:
		return r.readAgain(block, frame)
	case frame.Kind == frames.Message && !r.found && r.isEarlier(frame.Data):
		return true
	}
	block.Frames = append(block.Frames, frame)
	return true
}

// readAgain begins with a transaction whose StreamCommit has come.
func (r *Reader) readAgain(block *frames.Block, frame frames.Frame) (more bool) {
	of, err := r.streams.commit(frame.Data, r.from)
	if err != nil {
		r.broken = err
		return false
	}
	begin, commit := frame, frame
	begin.Data, commit.Data = beginOf(frame.Data), commitFor(frame.Data)
	block.Frames = append(block.Frames, begin)
	r.again = &rereading{of: of, commit: commit, scan: segmentScan{store: r.spool.store}}
	return false
}

// endedBefore says whether a message ends a transaction that committed before a position.
func endedBefore(data []byte, position catalog.LSN) bool {
	at := 2
	switch pgoutput.KindOf(data) {
	case pgoutput.KindCommit:
	case pgoutput.KindStreamCommit:
		at = 6
	default:
		return false
	}
	return len(data) >= at+8 && catalog.LSN(binary.BigEndian.Uint64(data[at:])) < position
}

// isEarlier says whether a message is of a transaction that ended before the reader's beginning. What was announced holds on.
func (r *Reader) isEarlier(data []byte) bool {
	switch pgoutput.KindOf(data) {
	case pgoutput.KindBegin:
		r.skip = commitOf(data) < r.from
		r.found = !r.skip
	case pgoutput.KindCommit:
		skipped := r.skip
		r.skip = false
		return skipped
	case pgoutput.KindRelation, pgoutput.KindType:
		return false
	}
	return r.skip
}

// commitOf is the commit LSN that a Begin announces.
func commitOf(begin []byte) catalog.LSN {
	if len(begin) < 9 {
		return 0
	}
	return catalog.LSN(binary.BigEndian.Uint64(begin[1:]))
}
