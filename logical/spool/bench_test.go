package spool_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

// changes is 400,000 changes as pgbench makes them: four in a transaction, of about 100 bytes.
const changes = 400_000

// changeBlocks are blocks of transactions of four changes.
func changeBlocks(count int) []*frames.Block {
	row := fmt.Sprintf("%084d", 7)
	var blocks []*frames.Block
	var come []frames.Frame
	for i := range count / 4 {
		come = append(come, transaction(catalog.LSN(0x10000+0x100*i), row, row, row, row)...)
		if len(come) > 2000 {
			blocks, come = append(blocks, &frames.Block{Frames: come}), nil
		}
	}
	return append(blocks, &frames.Block{Frames: come})
}

// fillSpool appends blocks as Receive does, and returns their bytes.
func fillSpool(b *testing.B, s *spool.Spool, blocks []*frames.Block) int64 {
	b.Helper()
	ctx := context.Background()
	for _, block := range blocks {
		if err := s.Append(ctx, block); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Flush(ctx); err != nil {
		b.Fatal(err)
	}
	return s.Stats().Bytes
}

// BenchmarkSpoolAppend writes 400,000 changes, and makes them durable.
func BenchmarkSpoolAppend(b *testing.B) {
	blocks := changeBlocks(changes)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		spool := openDir(b, b.TempDir(), func(c *spool.Config) { c.SegmentBytes = 0 })
		b.StartTimer()
		b.SetBytes(fillSpool(b, spool, blocks))
		if err := spool.Sync(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		spool.Close()
		b.StartTimer()
	}
}

// BenchmarkSpoolRead reads 400,000 changes.
func BenchmarkSpoolRead(b *testing.B) {
	spool := openDir(b, b.TempDir(), func(c *spool.Config) { c.SegmentBytes = 0 })
	blocks := changeBlocks(changes)
	total := 0
	for _, block := range blocks {
		total += len(block.Frames)
	}
	b.SetBytes(fillSpool(b, spool, blocks))
	b.ReportAllocs()
	for b.Loop() {
		feed, err := spool.Feed(identity.Created)
		if err != nil {
			b.Fatal(err)
		}
		for read := 0; read < total; {
			block, err := feed.Next(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			read += len(block.Frames)
			block.Release()
		}
		feed.Close()
	}
}

// benchmarkStream receives a backlog from the slot, which the source's decoding bounds.
func benchmarkStream(b *testing.B, bring func(b *testing.B, s *streamtest.Source, stream *logical.Stream, end catalog.LSN)) {
	s := streamtest.NewSource(b, pgtest.Start(b, pgtest.Newest).Database(b), "create table t (id int primary key, filler text)")
	s.Exec(b, "insert into t select i, repeat('x', 80) from generate_series(1, 1000000) i")
	end := s.LSN(b)
	b.ReportAllocs()
	for b.Loop() {
		stream := s.Open(b, nil)
		bring(b, s, stream, end)
		b.SetBytes(stream.Stats().Bytes)
		stream.Close()
	}
}

// BenchmarkStream receives a million rows of one transaction, and drops them.
func BenchmarkStream(b *testing.B) {
	benchmarkStream(b, func(b *testing.B, _ *streamtest.Source, stream *logical.Stream, end catalog.LSN) {
		for stream.Stats().Position < end {
			block, err := stream.Next(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			block.Release()
		}
	})
}

// BenchmarkReceive receives them into a spool.
func BenchmarkReceive(b *testing.B) {
	benchmarkStream(b, func(b *testing.B, s *streamtest.Source, stream *logical.Stream, end catalog.LSN) {
		spool := openDir(b, b.TempDir(), func(c *spool.Config) {
			of(s)(c)
			c.SegmentBytes = 0
		})
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- spool.Receive(ctx, stream) }()
		for spool.Stats().Written < end {
			time.Sleep(time.Millisecond)
		}
		cancel()
		<-done
		spool.Close()
	})
}
