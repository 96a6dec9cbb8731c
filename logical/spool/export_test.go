package spool

import (
	"context"
	"os"
	"sync/atomic"

	"copydb/logical/frames"
)

// ParseFrame is what reads a spool's frames.
func ParseFrame(b []byte) (frame frames.Frame, size int, err error) { return parseFrame(b) }

// AppendFrame is what writes them.
func AppendFrame(b []byte, frame *frames.Frame) []byte { return appendFrame(b, frame, false) }

// OpenFaultyDir opens a spool on a disk that answers as the test wants.
func OpenFaultyDir(ctx context.Context, dir string, config Config, fault func() error) (*Spool, error) {
	store, err := openDirStore(dir, &atomic.Bool{})
	if err != nil {
		return nil, err
	}
	store.allocate = func(*os.File, int64) error { return fault() }
	store.writeAt = func(file *os.File, b []byte, at int64) (int, error) {
		if err := fault(); err != nil {
			n, _ := file.WriteAt(b[:len(b)/2], at) // as a full disk does
			return n, err
		}
		return file.WriteAt(b, at)
	}
	return openDir(ctx, store, config)
}
