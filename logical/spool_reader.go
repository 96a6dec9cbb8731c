package logical

import (
	"context"
	"errors"
	"fmt"
	"io"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// SpoolReader reads a spool, and waits at its end for more. It is a Feed, for one goroutine.
type SpoolReader struct {
	spool *Spool
	scan  segmentScan
	from  catalog.LSN
	first uint64 // the segment that it began with, whose announcements it hands on
	skip  bool   // a transaction that ended before from
	found bool   // all that comes is wanted
}

// Feed returns a reader of all transactions whose commit LSN is from or later, whole. Transactions that were streamed in
// segments may come though they are earlier: readers tell them by their commit LSN. The caller closes it.
func (s *Spool) Feed(from catalog.LSN) (*SpoolReader, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	at, found := s.covering(from)
	if !found || s.segments[at].oldest < s.segments[0].number {
		return nil, fmt.Errorf("reading the spool from %s on: it begins at %s", from, s.segments[0].start)
	}
	first := s.segments[at].oldest
	return &SpoolReader{spool: s, from: from, first: first, scan: segmentScan{store: s.store, number: first}}, nil
}

// Close lets go of what the reader holds. Its blocks stay good.
func (r *SpoolReader) Close() { r.scan.close() }

// Next returns what is there, and waits where there is nothing.
func (r *SpoolReader) Next(ctx context.Context) (*Block, error) {
	for size := 0; ; {
		if err := r.await(ctx); err != nil {
			return nil, err
		}
		block, err := r.spool.pool.take(ctx, size)
		if err != nil {
			return nil, err
		}
		size, err = r.scan.next(ctx, block.buffer, func(frame *Frame, _ int64) { r.take(block, frame) })
		if err == nil && len(block.Frames) > 0 {
			return block, nil
		}
		block.Release()
		switch {
		case errors.Is(err, errDamaged):
			return nil, &SpoolDamagedError{r.spool.store.name(r.scan.number), r.scan.at, err}
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
	}
}

// await waits until there is more to read than was read, and goes on to the next segment at the end of one.
func (r *SpoolReader) await(ctx context.Context) error {
	for {
		length, last, changed, err := r.spool.readable(r.scan.number)
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

// readable tells how much of a segment there is, whether it is the last one, and how to learn of more.
func (s *Spool) readable(number uint64) (length int64, last bool, changed <-chan struct{}, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	first := s.segments[0].number
	if number < first {
		return 0, false, nil, fmt.Errorf("reading the spool: %s was removed", s.store.name(number))
	}
	at := int(number - first)
	return s.segments[at].length, at == len(s.segments)-1, s.changed, nil
}

// take adds a frame to a block, if it is wanted.
func (r *SpoolReader) take(block *Block, frame *Frame) {
	switch frame.Kind {
	case headerFrame:
		return
	case announcedFrame:
		if r.scan.number != r.first {
			return
		}
		frame.Kind = Message
	case Message:
		if !r.found && r.isEarlier(frame.Data) {
			return
		}
	}
	block.Frames = append(block.Frames, *frame)
}

// isEarlier says whether a message is of a transaction that ended before the reader's beginning. What was announced holds on.
func (r *SpoolReader) isEarlier(data []byte) bool {
	switch kindOf(data) {
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
