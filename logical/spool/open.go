package spool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/frames"
)

// open takes up what a store holds, in these steps:
//
//  1. The header of each segment is read: they have to be of the same source, and none may be missing between two. A last
//     one without a header was just being made, and is removed.
//  2. The last segment is read to its end, or to its first damage: a write that was under way when we were killed. Where the
//     source has let go of what is behind, nothing is touched.
//  3. It is cut behind the last transaction that is whole, or what else is a boundary. What was begun comes again.
//  4. A new segment begins there, or at what is applied on the target, if that is more: nothing is missing to who begins to
//     read there.
func open(ctx context.Context, store store, full *atomic.Bool, config Config) (*Spool, error) {
	if config.SegmentBytes == 0 {
		config.SegmentBytes = defaultSegmentBytes
	}
	s := &Spool{config: config, store: store, full: full, pool: frames.NewPool(config.Budget), changed: make(chan struct{})}
	headers, err := s.readHeaders(ctx)
	if err != nil {
		return nil, err
	}
	s.tracker.At = 1
	if len(headers) == 0 {
		if err := s.config.Hole(s.config.Applied); err != nil {
			return nil, err
		}
	}
	if last := len(headers) - 1; last >= 0 {
		if err := s.recover(ctx, headers[last]); err != nil {
			return nil, err
		}
		s.tracker.At = headers[last].Number + 1
	}
	s.tracker.Forget()
	s.tracker.Advance(config.Applied)
	s.written, s.durable, s.begun = s.tracker.Position, s.tracker.Position, s.tracker.Commits
	return s, s.create(ctx, segmentHeader{Number: s.tracker.At, Start: s.tracker.Position, Oldest: s.tracker.At, Commits: s.tracker.Commits})
}

// Hole returns a *logical.HoleError if what the source has let go of is not all there up to a position.
func (c *Config) Hole(position catalog.LSN) error {
	if position >= c.Confirmed {
		return nil
	}
	return &logical.HoleError{Slot: c.Of.Slot, Confirmed: c.Confirmed, Position: position}
}

// readHeaders is step 1.
func (s *Spool) readHeaders(ctx context.Context) ([]segmentHeader, error) {
	list, err := s.store.list(ctx)
	if err != nil {
		return nil, err
	}
	var headers []segmentHeader
	for i, stored := range list {
		header, err := s.readHeader(ctx, stored)
		isNew := errors.Is(err, errShort) || errors.Is(err, errDamaged)
		switch {
		case isNew && i > 0 && i == len(list)-1, isNew && len(list) == 1 && stored.length == 0:
			return headers, s.store.remove(ctx, stored.number)
		case isNew:
			return nil, &DamagedError{s.store.name(stored.number), 0, err}
		case err != nil:
			return nil, err
		case header.Format != segmentFormat:
			return nil, fmt.Errorf("reading %s: its format is %d; this copydb knows %d", s.store.name(stored.number), header.Format, segmentFormat)
		case header.Of != s.config.Of:
			return nil, &ForeignError{s.store.name(stored.number), header.Of, s.config.Of}
		case header.Number != stored.number || i > 0 && stored.number != list[i-1].number+1:
			return nil, &DamagedError{s.store.name(stored.number), 0, errors.New("a segment before it is missing")}
		}
		headers = append(headers, header)
		s.segments = append(s.segments, segment{stored.number, stored.length, header.Start, header.Oldest, header.Commits})
	}
	return headers, nil
}

func (s *Spool) readHeader(ctx context.Context, stored stored) (segmentHeader, error) {
	const most = 16 << 10 // of a header: names are short
	file, err := s.store.read(ctx, stored.number)
	if err != nil {
		return segmentHeader{}, err
	}
	defer file.close()
	head := make([]byte, min(most, stored.length))
	n, err := file.readAt(ctx, head, 0)
	if err != nil {
		return segmentHeader{}, fmt.Errorf("reading %s: %w", s.store.name(stored.number), err)
	}
	return parseSegmentHeader(head[:n])
}

// recover is steps 2 and 3.
func (s *Spool) recover(ctx context.Context, header segmentHeader) error {
	last := &s.segments[len(s.segments)-1]
	s.tracker.Position, s.tracker.Open, s.tracker.Segment = header.Start, header.Open, header.Segment
	s.tracker.Commits = header.Commits
	boundary := int64(0)
	take := func(frame frames.Frame, end int64) bool {
		if frame.Kind == headerFrame || frame.Kind == announcedFrame || s.tracker.Take(&frame) {
			boundary = end
		}
		return true
	}
	scan := &segmentScan{store: s.store, number: last.number, length: last.length}
	defer scan.close()
	var err error
	for buffer := make([]byte, pendingBytes); ; {
		var needed int
		needed, err = scan.next(ctx, buffer, take)
		if errors.Is(err, io.EOF) || errors.Is(err, errDamaged) {
			break
		}
		if err != nil {
			return err
		}
		if needed > len(buffer) {
			buffer = make([]byte, needed)
		}
	}
	hole := s.config.Hole(max(s.tracker.Position, s.config.Applied))
	switch {
	case hole != nil && errors.Is(err, errDamaged):
		return &DamagedError{s.store.name(last.number), boundary, err}
	case hole != nil: // what came behind is not there
		return hole
	}
	last.length = boundary
	return s.store.cut(ctx, last.number, boundary)
}
