package logical

import (
	"context"
	"os"
	"sync/atomic"
)

// NewBlock makes a block by hand.
func NewBlock(frames ...Frame) *Block { return &Block{Frames: frames} }

// ParseFrame is what reads a spool's frames.
func ParseFrame(b []byte) (frame Frame, size int, err error) { return parseFrame(b) }

// AppendFrame is what writes them.
func AppendFrame(b []byte, frame *Frame) []byte { return appendFrame(b, frame, false) }

// OpenFaultyDirSpool opens a spool on a disk that answers as the test wants.
func OpenFaultyDirSpool(ctx context.Context, dir string, config SpoolConfig, fault func() error) (*Spool, error) {
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
	return openDirSpool(ctx, store, config)
}
