package frames

import (
	"context"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// Kind tells what a Frame is.
type Kind uint8

// The kinds of frames.
const (
	// Message is what the output plugin wrote, in Data. LSN is the WAL position that it came with.
	Message Kind = iota + 1
	// Keepalive: everything that committed before LSN has come.
	Keepalive
	// Session: a new replication session begins at LSN. It announces relations and types anew, and a transaction whose
	// Commit has not come will come again, whole: readers forget both.
	Session
)

// MaxData is the longest Data: PostgreSQL allocates no more for a message (memutils.h, MaxAllocSize).
const MaxData = 1 << 30

// Frame is one message of the stream.
type Frame struct {
	Kind Kind
	LSN  catalog.LSN
	Sent pgoutput.Micros // by the server's clock
	Data []byte          // of a Message; belongs to the Block
}

// Unsegment gives a message of a segment the form that it has outside of one, and is false if it is none. The message is changed
// where it is.
func (f *Frame) Unsegment() bool {
	switch {
	case f.Kind != Message || len(f.Data) == 0:
		return false
	case pgoutput.KindOf(f.Data) == pgoutput.KindOrigin: // has no transaction
		return true
	case len(f.Data) <= pgoutput.XIDSize:
		return false
	}
	f.Data[pgoutput.XIDSize] = f.Data[0]
	f.Data = f.Data[pgoutput.XIDSize:]
	return true
}

// Feed hands out the stream in order, to one reader.
//
// Next waits until there is a frame, and returns what there is: it never waits to fill a block. The bytes of the blocks
// that are out are bounded by the feed's budget; a message that is larger than the budget travels when no other block is
// out. So Next may wait until its reader has released everything: a reader must be able to do so while Next waits, that
// is, it may not hold a block back for frames that have not come.
type Feed interface {
	Next(ctx context.Context) (*Block, error)
}
