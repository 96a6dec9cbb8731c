package spool

import (
	"context"
	"io"

	"copydb/logical/frames"
)

// rereading reads the parts of a transaction that was streamed, once its commit has come.
type rereading struct {
	of     *streamed
	scan   segmentScan
	next   int // of the parts
	commit frames.Frame
}

// read adds what comes next to a block. At the end it adds the Commit, and returns io.EOF. It returns how much room is needed
// if not even one frame fits.
func (r *rereading) read(ctx context.Context, block *frames.Block) (needed int, err error) {
	for r.scan.at >= r.scan.length {
		if r.next == len(r.of.parts) {
			r.scan.close()
			block.Frames = append(block.Frames, r.commit)
			return 0, io.EOF
		}
		part := r.of.parts[r.next]
		r.next++
		r.scan.move(part)
	}
	return r.scan.next(ctx, block.Buffer, func(frame frames.Frame, _ int64) bool {
		if r.of.keeps(&frame) {
			block.Frames = append(block.Frames, frame)
		}
		return true
	})
}

// move makes the scan one of a part, and keeps the segment open if it is the same.
func (scan *segmentScan) move(to extent) {
	if scan.number != to.number {
		scan.close()
	}
	scan.number, scan.at, scan.length = to.number, to.from, to.to
}
