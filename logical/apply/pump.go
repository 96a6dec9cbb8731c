package apply

import (
	"context"

	"copydb/logical/frames"
)

// pump brings blocks from the feed while the applier is busy.
type pump struct {
	blocks chan *frames.Block
	err    error // why it ended; good once blocks is closed
}

func startPump(ctx context.Context, feed frames.Feed) *pump {
	p := &pump{blocks: make(chan *frames.Block, 2)}
	go func() {
		defer close(p.blocks)
		for {
			block, err := feed.Next(ctx)
			if err != nil {
				p.err = err
				return
			}
			select {
			case p.blocks <- block:
			case <-ctx.Done():
				block.Release()
				p.err = context.Cause(ctx)
				return
			}
		}
	}()
	return p
}

// wait is for the pump's end.
func (p *pump) wait() {
	for block := range p.blocks {
		block.Release()
	}
}
