package logical

import (
	"context"
	"errors"
	"time"
)

// syncEvery is how long what was received may be in danger.
const syncEvery = time.Second

// Receive brings a stream into a spool, and acknowledges what is durable there, until the context ends or one of the two
// fails. It leaves the spool flushed and synced, as far as that goes within a moment.
func Receive(ctx context.Context, stream *Stream, spool *Spool) error {
	receiving, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := keepDurable(receiving, stream, spool); err != nil {
			cancel(err)
		}
	}()
	err := pump(receiving, stream, spool)
	cancel(err)
	<-done
	return errors.Join(err, settle(ctx, stream, spool))
}

// pump moves blocks. Readers get what came at the latest when no more has come.
func pump(ctx context.Context, stream *Stream, spool *Spool) error {
	for {
		block, err := stream.Next(ctx)
		if err != nil {
			return err
		}
		err = spool.Append(ctx, block)
		block.Release()
		if err == nil && !stream.Ready() {
			err = spool.Flush(ctx)
		}
		if err != nil {
			return err
		}
	}
}

func keepDurable(ctx context.Context, stream *Stream, spool *Spool) error {
	ticker := time.NewTicker(syncEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := spool.Sync(ctx); err != nil {
			return err
		}
		stream.Acknowledge(spool.Position(), 0)
	}
}

// settle makes durable what has come.
func settle(ctx context.Context, stream *Stream, spool *Spool) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := spool.failed(); err != nil {
		return nil // it was told already
	}
	if err := errors.Join(spool.Flush(ctx), spool.Sync(ctx)); err != nil {
		return err
	}
	stream.Acknowledge(spool.Position(), 0)
	return nil
}
