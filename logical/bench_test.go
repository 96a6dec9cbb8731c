package logical_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

// changes is 400,000 changes as pgbench makes them: four in a transaction, of about 100 bytes.
const changes = 400_000

// changeBlocks are blocks of transactions of four changes.
func changeBlocks(count int) []*logical.Block {
	row := fmt.Sprintf("%084d", 7)
	var blocks []*logical.Block
	var frames []logical.Frame
	for i := range count / 4 {
		frames = append(frames, transaction(catalog.LSN(0x10000+0x100*i), row, row, row, row)...)
		if len(frames) > 2000 {
			blocks, frames = append(blocks, logical.NewBlock(frames...)), nil
		}
	}
	return append(blocks, logical.NewBlock(frames...))
}

// fillSpool appends blocks as Receive does, and returns their bytes.
func fillSpool(b *testing.B, spool *logical.Spool, blocks []*logical.Block) int64 {
	b.Helper()
	ctx := context.Background()
	for _, block := range blocks {
		if err := spool.Append(ctx, block); err != nil {
			b.Fatal(err)
		}
	}
	if err := spool.Flush(ctx); err != nil {
		b.Fatal(err)
	}
	return spool.Bytes()
}

// BenchmarkSpoolAppend writes 400,000 changes, and makes them durable.
func BenchmarkSpoolAppend(b *testing.B) {
	blocks := changeBlocks(changes)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		spool := openDir(b, b.TempDir(), func(c *logical.SpoolConfig) { c.SegmentBytes = 0 })
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
	spool := openDir(b, b.TempDir(), func(c *logical.SpoolConfig) { c.SegmentBytes = 0 })
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
		for frames := 0; frames < total; {
			block, err := feed.Next(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			frames += len(block.Frames)
			block.Release()
		}
		feed.Close()
	}
}

// benchmarkStream receives a backlog from the slot, which the source's decoding bounds.
func benchmarkStream(b *testing.B, bring func(b *testing.B, s *source, stream *logical.Stream, end catalog.LSN)) {
	s := newSource(b, pgtest.Start(b, pgtest.Newest).Database(b), "create table t (id int primary key, filler text)")
	s.exec(b, "insert into t select i, repeat('x', 80) from generate_series(1, 1000000) i")
	end := s.lsn(b)
	b.ReportAllocs()
	for b.Loop() {
		stream := s.open(b, nil)
		bring(b, s, stream, end)
		b.SetBytes(stream.Stats().Bytes)
		stream.Close()
	}
}

// BenchmarkStream receives a million rows of one transaction, and drops them.
func BenchmarkStream(b *testing.B) {
	benchmarkStream(b, func(b *testing.B, _ *source, stream *logical.Stream, end catalog.LSN) {
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
	benchmarkStream(b, func(b *testing.B, s *source, stream *logical.Stream, end catalog.LSN) {
		spool := openDir(b, b.TempDir(), func(c *logical.SpoolConfig) {
			s.spoolConfig(c)
			c.SegmentBytes = 0
		})
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- logical.Receive(ctx, stream, spool) }()
		for spool.Stats().Written < end {
			time.Sleep(time.Millisecond)
		}
		cancel()
		<-done
		spool.Close()
	})
}
