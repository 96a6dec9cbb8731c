package frames

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// BlockBytes is the size of the blocks that are used again and again. A message that does not fit gets a block of its own.
const BlockBytes = 256 << 10

// defaultBudget is how many bytes of a feed may be out where nobody says.
const defaultBudget = 32 << 20

// Block is frames in order whose Data share its buffer. Who got it from a Feed hands it back with Release once nothing
// refers to its Data any more; blocks may be released in any order, from any goroutine, once each.
type Block struct {
	Frames []Frame
	Buffer []byte // for who fills it
	pool   *Pool
}

// Bytes is what the block counts for in the budget of its feed.
func (b *Block) Bytes() int { return len(b.Buffer) }

// Release gives the block's buffer back.
func (b *Block) Release() {
	b.Frames = b.Frames[:0]
	if b.pool == nil {
		return // made by hand, in a test
	}
	size := len(b.Buffer)
	pool := b.pool
	if size == BlockBytes {
		pool.spare.Put(b)
	}
	pool.room.Release(pool.weight(size))
}

// Pool hands out blocks and bounds the bytes that are out.
type Pool struct {
	budget int64
	room   *semaphore.Weighted
	spare  sync.Pool // *Block of BlockBytes
}

// NewPool makes a pool with a budget in bytes; 0: defaultBudget. It is at least two blocks: one is filled while another is read.
func NewPool(budget int64) *Pool {
	if budget == 0 {
		budget = defaultBudget
	}
	budget = max(budget, 2*BlockBytes)
	return &Pool{budget: budget, room: semaphore.NewWeighted(budget)}
}

// Take returns a block with a buffer of at least size bytes and no frames, once there is room for it. What is larger than
// the budget has to itself all of it.
func (p *Pool) Take(ctx context.Context, size int) (*Block, error) {
	size = max(size, BlockBytes)
	if err := p.room.Acquire(ctx, p.weight(size)); err != nil {
		return nil, context.Cause(ctx)
	}
	if size == BlockBytes {
		if block, ok := p.spare.Get().(*Block); ok {
			return block, nil
		}
	}
	return &Block{Buffer: make([]byte, size), pool: p}, nil
}

func (p *Pool) weight(size int) int64 { return min(int64(size), p.budget) }
