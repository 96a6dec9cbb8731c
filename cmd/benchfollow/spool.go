package main

import (
	"context"
	"time"

	"copydb/catalog"
	"copydb/logical"
)

// applySpool takes all changes from the slot first, and then applies them.
func (b *bench) applySpool(ctx context.Context, way string, end catalog.LSN) (result, error) {
	url := b.target.URL(way)
	if way == "rtt" {
		proxy, err := startProxy(url, roundTrip)
		if err != nil {
			return result{}, err
		}
		defer proxy.stop()
		url = proxy.url
	}
	frames := &memory{}
	stream, err := b.stream(ctx, way)
	if err != nil {
		return result{}, err
	}
	for stream.Stats().Position < end {
		block, err := stream.Next(ctx)
		if err != nil {
			return result{}, err
		}
		frames.add(block)
		block.Release()
	}
	stream.Close()
	frames.blocks = append(frames.blocks, &logical.Block{Frames: []logical.Frame{{Kind: logical.Keepalive, LSN: end}}})
	time.Sleep(100 * time.Millisecond)
	return b.apply(ctx, way, end, url, func() (logical.Feed, func(), error) { return frames, func() {}, nil })
}

type memory struct{ blocks []*logical.Block }

func (m *memory) add(b *logical.Block) {
	c := &logical.Block{}
	for _, f := range b.Frames {
		f.Data = append([]byte(nil), f.Data...)
		c.Frames = append(c.Frames, f)
	}
	m.blocks = append(m.blocks, c)
}

func (m *memory) Next(ctx context.Context) (*logical.Block, error) {
	if len(m.blocks) == 0 {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	b := m.blocks[0]
	m.blocks = m.blocks[1:]
	return b, nil
}
