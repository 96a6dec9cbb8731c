package spool

import (
	"context"
	"errors"
	"fmt"
	"io"

	"copydb/logical/frames"
)

// segmentScan reads a segment's frames in order, in large reads.
type segmentScan struct {
	store  store
	number uint64
	length int64 // of what may be read
	at     int64 // what was read
	file   storedReader
}

// next reads into the buffer, and hands on all frames that are whole there, each with the offset behind it, until take has had
// enough. It returns how much room is needed if not even the first one fits, io.EOF at the end, and errDamaged where what
// comes is no frame.
func (scan *segmentScan) next(ctx context.Context, buffer []byte, take func(frame frames.Frame, end int64) (more bool)) (needed int, err error) {
	left := scan.length - scan.at
	if left <= 0 {
		return 0, io.EOF
	}
	n, err := scan.read(ctx, buffer[:min(int64(len(buffer)), left)])
	if err != nil {
		return 0, fmt.Errorf("reading %s: %w", scan.store.name(scan.number), err)
	}
	begin := scan.at
	for rest := buffer[:n]; len(rest) > 0 || n == 0; {
		frame, size, err := parseFrame(rest)
		switch {
		case err != nil && scan.at > begin:
			return 0, nil // for now: the next call begins with what is here
		case errors.Is(err, errShort) && int64(size) <= left && size > len(buffer):
			return size, nil
		case err != nil:
			return 0, errDamaged
		}
		rest = rest[size:]
		scan.at += int64(size)
		if !take(frame, scan.at) {
			return 0, nil
		}
	}
	return 0, nil
}

func (scan *segmentScan) read(ctx context.Context, into []byte) (n int, err error) {
	if scan.file == nil {
		if scan.file, err = scan.store.read(ctx, scan.number); err != nil {
			return 0, err
		}
	}
	return scan.file.readAt(ctx, into, scan.at)
}

func (scan *segmentScan) close() {
	if scan.file != nil {
		scan.file.close()
		scan.file = nil
	}
}
