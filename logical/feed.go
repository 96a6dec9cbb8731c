package logical

import (
	"context"
	"time"

	"copydb/catalog"
)

// FrameKind tells what a Frame is.
type FrameKind uint8

// The kinds of frames.
const (
	// Message is what the output plugin wrote, in Data. LSN is the WAL position that it came with.
	Message FrameKind = iota + 1
	// Keepalive: everything that committed before LSN has come.
	Keepalive
	// Session: a new replication session begins at LSN. It announces relations and types anew, and a transaction whose
	// Commit has not come will come again, whole: readers forget both.
	Session
)

// Frame is one message of the stream.
type Frame struct {
	Kind   FrameKind
	LSN    catalog.LSN
	Micros int64  // the server's clock when it sent it, in microseconds since 2000-01-01 UTC
	Data   []byte // of a Message; belongs to the Block
}

// SentAt is the server's clock when it sent the frame.
func (f *Frame) SentAt() time.Time { return time.UnixMicro(f.Micros + epochMicros) }

// epochMicros is PostgreSQL's epoch, 2000-01-01 UTC, in microseconds of Unix time.
const epochMicros = 946_684_800_000_000

// Block is frames in order whose Data share its buffer. Who got it from a Feed hands it back with Release once nothing
// refers to its Data any more; blocks may be released in any order, from any goroutine, once each.
type Block struct {
	Frames []Frame
	buffer []byte
	used   int // of the buffer
	pool   *blockPool
}

// Bytes is what the block counts for in the budget of its feed.
func (b *Block) Bytes() int { return len(b.buffer) }

// Feed hands out the stream in order, to one reader.
//
// Next waits until there is a frame, and returns what there is: it never waits to fill a block. The bytes of the blocks
// that are out are bounded by the feed's budget; a message that is larger than the budget travels when no other block is
// out. So Next may wait until its reader has released everything: a reader must be able to do so while Next waits, that
// is, it may not hold a block back for frames that have not come.
type Feed interface {
	Next(ctx context.Context) (*Block, error)
}
