package logical

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// blockBytes is the size of the blocks that are used again and again. A message that does not fit gets a block of its own.
const blockBytes = 256 << 10

// blockPool hands out blocks and bounds the bytes that are out.
type blockPool struct {
	budget int64
	room   *semaphore.Weighted
	spare  sync.Pool // *Block of blockBytes
}

// newBlockPool makes a pool. Its budget is at least two blocks: one is filled while another is read.
func newBlockPool(budget int64) *blockPool {
	budget = max(budget, 2*blockBytes)
	return &blockPool{budget: budget, room: semaphore.NewWeighted(budget)}
}

// take returns a block with a buffer of at least size bytes and no frames, once there is room for it. What is larger than
// the budget has to itself all of it.
func (p *blockPool) take(ctx context.Context, size int) (*Block, error) {
	size = max(size, blockBytes)
	if err := p.room.Acquire(ctx, p.weight(size)); err != nil {
		return nil, context.Cause(ctx)
	}
	if size == blockBytes {
		if block, ok := p.spare.Get().(*Block); ok {
			return block, nil
		}
	}
	return &Block{buffer: make([]byte, size), pool: p}, nil
}

func (p *blockPool) weight(size int) int64 { return min(int64(size), p.budget) }

// Release gives the block's buffer back.
func (b *Block) Release() {
	b.Frames, b.used = b.Frames[:0], 0
	if b.pool == nil {
		return // made by hand, in a test
	}
	size := len(b.buffer)
	pool := b.pool
	if size == blockBytes {
		pool.spare.Put(b)
	}
	pool.room.Release(pool.weight(size))
}
