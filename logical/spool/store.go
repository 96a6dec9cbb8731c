package spool

import "context"

// store keeps the segments of a spool: sequences of bytes that only grow, numbered upwards. One goroutine writes at a time;
// reading and removing go on beside it. Writing waits where there is no room, until there is.
type store interface {
	// list tells the segments that are there, in order.
	list(ctx context.Context) ([]stored, error)
	// create ends the segment that was written to, and begins another.
	create(ctx context.Context, number uint64) error
	// write adds to the segment that was created last; readers can have it once write returns.
	write(ctx context.Context, b []byte) error
	// sync returns once all is durable whose write returned before the call. An error is for good.
	sync(ctx context.Context) error
	// read opens a segment.
	read(ctx context.Context, number uint64) (storedReader, error)
	// cut makes a segment end at a length, durably.
	cut(ctx context.Context, number uint64, length int64) error
	remove(ctx context.Context, number uint64) error
	// name tells a segment to people.
	name(number uint64) string
	close() error
}

// stored is a segment that is there.
type stored struct {
	number uint64
	length int64
}

// storedReader reads a segment. readAt fills b as far as the segment goes.
type storedReader interface {
	readAt(ctx context.Context, b []byte, at int64) (int, error)
	close() error
}
