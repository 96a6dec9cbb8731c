package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"copydb/catalog"
	"copydb/logical"
)

// applySpool receives all changes into a spool first, and then applies them from there.
func (b *bench) applySpool(ctx context.Context, way string, end catalog.LSN) (r result, err error) {
	url := b.target.URL(way)
	if way == "rtt" {
		proxy, err := startProxy(url, roundTrip)
		if err != nil {
			return result{}, err
		}
		defer proxy.stop()
		url = proxy.url
	}
	start, err := b.receive(ctx, way, end)
	if err != nil {
		return result{}, err
	}
	return b.apply(ctx, way, end, url, func() (logical.Feed, func(), error) { return b.openSpool(ctx, way, start) })
}

// receive fills the spool of a way, and returns where it begins.
func (b *bench) receive(ctx context.Context, way string, end catalog.LSN) (start catalog.LSN, err error) {
	stream, err := b.stream(ctx, way, false)
	if err != nil {
		return 0, err
	}
	defer stream.Close()
	start = stream.Stats().Position
	spool, err := b.spool(ctx, way, start)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	receiving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	done := make(chan error, 1)
	go func() { done <- logical.Receive(receiving, stream, spool) }()
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

func (b *bench) spool(ctx context.Context, way string, start catalog.LSN) (*logical.Spool, error) {
	return logical.OpenDirSpool(ctx, filepath.Join(b.folder, way), logical.SpoolConfig{Applied: start})
}

// openSpool opens what receive has filled.
func (b *bench) openSpool(ctx context.Context, way string, start catalog.LSN) (logical.Feed, func(), error) {
	spool, err := b.spool(ctx, way, start)
	if err != nil {
		return nil, nil, err
	}
	reader, err := spool.Feed(start)
	if err != nil {
		return nil, nil, errors.Join(err, spool.Close())
	}
	return reader, func() { reader.Close(); spool.Close() }, nil
}
