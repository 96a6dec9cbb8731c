package apply_test

import (
	"context"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// halting is a feed that brings no more than the test lets it.
type halting chan *frames.Block

func (h halting) Next(ctx context.Context) (*frames.Block, error) {
	select {
	case block := <-h:
		return block, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// TestBeforeAPartIsDurable: a spool whose disk is full has room for the rest of a transaction when what came before it is durable on
// the target, which is told though nothing more comes. What has come of the transaction is applied once.
func TestBeforeAPartIsDurable(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key, v text)")
	p.change("insert into t values (1, 'whole')", "insert into t select i, 'in part' from generate_series(2, 50) i; update t set v = 'later' where id < 9")
	all, end := p.read()
	come, commit := all.blocks[0].Frames, 0
	for i, frame := range come {
		if len(frame.Data) > 0 && frame.Data[0] == 'C' {
			commit = i
		}
	}
	feed, durable := make(halting, 1), make(chan catalog.LSN, 100)
	config := p.config(feed, end)
	config.Durable = func(lsn catalog.LSN) { durable <- lsn }
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- apply.Run(ctx, config) }()
	feed <- &frames.Block{Frames: come[:commit]}
	select {
	case <-durable:
	case err := <-ended:
		t.Fatalf("nothing was told to be durable, and applying ended: %v", err)
	}
	feed <- &frames.Block{Frames: come[commit:]}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	p.equal("t")
}
