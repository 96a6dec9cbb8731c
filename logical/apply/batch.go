package apply

import (
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// part tells what a batch is of its transaction on the target.
type part byte

const (
	// whole: all of it. It holds any number of the source's transactions.
	whole part = iota
	// first, middle and last are of one transaction of the source that is larger than a batch.
	first
	middle
	last
	// control is no changes.
	control
)

func (p part) begins() bool { return p == whole || p == first }
func (p part) ends() bool   { return p == whole || p == last }

// span is a run of frames of one block.
type span struct {
	block    *heldBlock
	from, to int
}

// heldBlock is a block that batches refer to, those of several appliers if running transactions are in it. It goes back to its
// feed when the last of them is applied.
type heldBlock struct {
	*frames.Block
	references atomic.Int32
	of         *heldBlock // the block that this one is a part of, nil if it is whole
}

// hold takes a block over from its feed. The caller drops it.
func hold(block *frames.Block) *heldBlock {
	h := &heldBlock{Block: block}
	h.keep()
	return h
}

// part is a run of the block's frames, as a block of its own. The caller drops it.
func (h *heldBlock) part(from, to int) *heldBlock {
	h.keep()
	part := hold(&frames.Block{Frames: h.Frames[from:to:to]})
	part.of = h
	return part
}

func (h *heldBlock) keep() { h.references.Add(1) }

func (h *heldBlock) drop() {
	switch {
	case h.references.Add(-1) > 0:
	case h.of != nil:
		h.of.drop()
	default:
		h.Release()
	}
}

// relations are the tables of the stream's relations. A map that batches hold is never changed but for additions.
type relations map[pgoutput.RelationID]*relation

// relation is one that the stream announced. Its table is looked up when the first of its rows is to be applied.
type relation struct {
	*pgoutput.Relation
	table   *table
	ignored bool        // not ours
	start   catalog.LSN // transactions that committed before it are in the copy already
}

// step is one statement of a batch, for the case that it fails.
type step struct {
	op    operation
	table *table
	lsn   catalog.LSN // of the transaction's commit; 0 if rows of several are in it
}

// batch is changes that go to the target together, up to one Sync.
type batch struct {
	part      part
	final     catalog.LSN // of the transaction that was open when it began
	spans     []span
	relations relations
	exact     bool // row by row
	from, to  catalog.LSN
	durable   bool // its commit waits for the disk

	head, body, tail wire
	headSteps, steps []step
	prepares         []*statement
	generation       int // of prepared statements
	sealed           bool
	tries            int // after deadlocks and the like

	bytes   int // of the messages
	open    marks
	closed  marks // at the last commit
	again   bool
	started time.Time

	// The reader's, until it has handed the batch back.
	completed int
	failure   *pgconn.PgError
}

// marks is how much a batch holds.
type marks struct {
	spans, frame int // the frame behind the last one, in the last of the spans
	transactions int
	changes      int
	end          catalog.LSN // of the last commit
	committed    pgoutput.Micros
}

// add takes a frame into the batch.
func (b *batch) add(block *heldBlock, frame int) {
	b.bytes += len(block.Frames[frame].Data)
	if n := len(b.spans); n > 0 && b.spans[n-1].block == block && b.spans[n-1].to == frame {
		b.spans[n-1].to++
		return
	}
	block.keep()
	b.spans = append(b.spans, span{block, frame, frame + 1})
}

// commit notes that the batch may end here.
func (b *batch) commit(m *pgoutput.Commit) {
	b.open.transactions++
	b.open.end, b.open.committed = m.End, m.Time
	b.open.spans = len(b.spans)
	b.open.frame = b.spans[len(b.spans)-1].to
	b.closed = b.open
}

// partial says whether there are frames behind the last commit.
func (b *batch) partial() bool {
	n := len(b.spans)
	return n != b.closed.spans || n > 0 && b.spans[n-1].to != b.closed.frame
}

// isWorthwhile says whether a target that has nothing to do should get the batch though more is about to come.
func (b *batch) isWorthwhile() bool {
	return b.bytes >= worthwhileBytes || time.Since(b.started) >= worthwhileAge
}

// split takes the frames behind the last commit out of the batch, into one of their own.
func (b *batch) split() *batch {
	rest := &batch{relations: b.relations, started: b.started}
	n := b.closed.spans
	if s := &b.spans[n-1]; s.to > b.closed.frame {
		s.block.keep()
		rest.spans = append(rest.spans, span{s.block, b.closed.frame, s.to})
		s.to = b.closed.frame
	}
	rest.spans = append(rest.spans, b.spans[n:]...)
	rest.open.changes = b.open.changes - b.closed.changes
	b.spans = b.spans[:n:n]
	b.open = b.closed
	b.bytes, rest.bytes = b.size(), rest.size()
	return rest
}

func (b *batch) size() (bytes int) {
	for _, s := range b.spans {
		for i := s.from; i < s.to; i++ {
			bytes += len(s.block.Frames[i].Data)
		}
	}
	return bytes
}

// empty forgets what has been written for the server, so that the batch can be built again.
func (b *batch) empty() {
	b.head.reset()
	b.body.reset()
	b.tail.reset()
	b.headSteps, b.steps = b.headSteps[:0], b.steps[:0]
	b.completed, b.failure, b.sealed = 0, nil, false
}

// release hands the blocks back.
func (b *batch) release() {
	for _, s := range b.spans {
		s.block.drop()
	}
	b.spans = nil
}

// failed is the step that failed.
func (b *batch) failed() step {
	steps := append(b.headSteps[:len(b.headSteps):len(b.headSteps)], b.steps...)
	if b.completed < len(steps) {
		return steps[b.completed]
	}
	return step{op: opTransaction}
}
