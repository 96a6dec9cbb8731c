package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
	"copydb/logical/spool"
)

// applySpool receives all changes into a spool first, and then applies them from there.
func (b *bench) applySpool(ctx context.Context, way string, end catalog.LSN) (r result, err error) {
	url := b.target.URL(way)
	if way == "rtt" {
		far, err := pgtest.OpenWay(url)
		if err != nil {
			return result{}, err
		}
		defer far.Close()
		far.Delay(roundTrip / 2)
		url = far.URL
	}
	start, err := b.receive(ctx, way, end)
	if err != nil {
		return result{}, err
	}
	spool, err := b.spool(ctx, way, start)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	return b.apply(ctx, way, end, url, apply.Lanes{
		Count:    b.lanes,
		Received: func() catalog.LSN { return spool.Stats().Written },
		Open: func(from catalog.LSN) (frames.Feed, func(), error) {
			reader, err := spool.Feed(from)
			if err != nil {
				return nil, nil, err
			}
			return reader, reader.Close, nil
		},
	})
}

// receive fills the spool of a way, and returns where it begins.
func (b *bench) receive(ctx context.Context, way string, end catalog.LSN) (start catalog.LSN, err error) {
	if start, err = b.start(ctx, way); err != nil {
		return 0, err
	}
	stream, err := b.stream(ctx, way, start, false)
	if err != nil {
		return 0, err
	}
	defer stream.Close()
	spool, err := b.spool(ctx, way, start)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	receiving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	done := make(chan error, 1)
	go func() { done <- spool.Receive(receiving, stream) }()
	for spool.Stats().Durable <= end {
		select {
		case err := <-done:
			return 0, err
		case <-time.After(10 * time.Millisecond):
		}
	}
	stop(errReceived)
	if err := <-done; !errors.Is(err, errReceived) {
		return 0, err
	}
	return start, nil
}

var errReceived = errors.New("everything was received")

func (b *bench) spool(ctx context.Context, way string, start catalog.LSN) (*spool.Spool, error) {
	return spool.OpenDir(ctx, filepath.Join(b.folder, way), spool.Config{Applied: start})
}
