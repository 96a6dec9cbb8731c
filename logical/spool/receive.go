package spool

import (
	"context"
	"errors"
	"time"

	"copydb/logical"
)

// syncEvery is how long what was received may be in danger.
const syncEvery = time.Second

// Receive brings a stream into the spool, and acknowledges what is durable there, until the context ends or one of the two
// fails. It leaves the spool flushed and synced, as far as that goes within a moment.
func (s *Spool) Receive(ctx context.Context, stream *logical.Stream) error {
	receiving, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.keepDurable(receiving, stream); err != nil {
			cancel(err)
		}
	}()
	err := s.pump(receiving, stream)
	cancel(err)
	<-done
	return errors.Join(err, s.settle(ctx, stream))
}

// pump moves blocks. Readers get what came at the latest when no more has come.
func (s *Spool) pump(ctx context.Context, stream *logical.Stream) error {
	for {
		block, err := stream.Next(ctx)
		if err != nil {
			return err
		}
		err = s.Append(ctx, block)
		block.Release()
		if err == nil && !stream.Ready() {
			err = s.Flush(ctx)
		}
		if err != nil {
			return err
		}
	}
}

func (s *Spool) keepDurable(ctx context.Context, stream *logical.Stream) error {
	ticker := time.NewTicker(syncEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := s.Sync(ctx); err != nil {
			return err
		}
		stream.Acknowledge(s.Position(), 0)
	}
}

// settle makes durable what has come.
func (s *Spool) settle(ctx context.Context, stream *logical.Stream) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := s.failed(); err != nil {
		return nil // it was told already
	}
	if err := errors.Join(s.Flush(ctx), s.Sync(ctx)); err != nil {
		return err
	}
	stream.Acknowledge(s.Position(), 0)
	return nil
}
