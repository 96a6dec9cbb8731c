package spool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// dirStore keeps segments as files of a folder. A file that is being written has all the room of a segment from the start;
// what is behind its frames then is zeros. On a full disk it has less.
type dirStore struct {
	dir      string
	lock     *os.File
	room     int64 // that a new file gets
	full     *atomic.Bool
	writeAt  func(file *os.File, b []byte, at int64) (int, error)
	allocate func(file *os.File, size int64) error

	mutex sync.Mutex // of file, which sync uses beside the writer
	file  *os.File
	at    int64
}

const (
	segmentSuffix = ".spool"
	lockName      = "lock"
	roomEvery     = 500 * time.Millisecond // how often a full disk is tried
)

// ErrInUse: another process keeps its changes in the folder.
var ErrInUse = errors.New("another process uses the folder")

// OpenDir makes or takes up a spool in a folder, which it makes if need be. Its errors are a *ForeignError, a
// *DamagedError, a *logical.HoleError, ErrInUse, or the system's.
func OpenDir(ctx context.Context, dir string, config Config) (*Spool, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := config.Hole(config.Applied); err != nil { // it was moved, perhaps: its place is left alone
			return nil, fmt.Errorf("opening the spool %s: %w", dir, err)
		}
	}
	full := &atomic.Bool{}
	store, err := openDirStore(dir, full)
	if err != nil {
		return nil, fmt.Errorf("opening the spool %s: %w", dir, err)
	}
	return openDir(ctx, store, config)
}

func openDir(ctx context.Context, store *dirStore, config Config) (*Spool, error) {
	store.room = config.SegmentBytes
	if store.room == 0 {
		store.room = defaultSegmentBytes
	}
	spool, err := open(ctx, store, store.full, config)
	if err != nil {
		return nil, fmt.Errorf("opening the spool %s: %w", store.dir, errors.Join(err, store.close()))
	}
	return spool, nil
}

func openDirStore(dir string, full *atomic.Bool) (*dirStore, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrInUse
		}
		return nil, err
	}
	return &dirStore{dir: dir, lock: lock, full: full, writeAt: (*os.File).WriteAt, allocate: allocate}, nil
}

func (d *dirStore) name(number uint64) string {
	return filepath.Join(d.dir, fmt.Sprintf("%016x%s", number, segmentSuffix))
}

func (d *dirStore) list(context.Context) ([]stored, error) {
	entries, err := os.ReadDir(d.dir) // in the order of their names, which is that of their numbers
	if err != nil {
		return nil, err
	}
	var list []stored
	for _, entry := range entries {
		digits, ours := strings.CutSuffix(entry.Name(), segmentSuffix)
		number, err := strconv.ParseUint(digits, 16, 64)
		if !ours || err != nil || entry.Name() != filepath.Base(d.name(number)) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		list = append(list, stored{number, info.Size()})
	}
	return list, nil
}

func (d *dirStore) create(ctx context.Context, number uint64) error {
	if err := d.finish(); err != nil {
		return err
	}
	file, err := d.createFile(ctx, number)
	if err != nil {
		return err
	}
	if err := d.persist(ctx, func() error { return d.allocateSome(file) }); err != nil {
		return errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.file, d.at = file, 0
	return d.syncDir()
}

// leastRoom is what a segment gets where the disk does not have more. It has to have another segment before the first can go.
const leastRoom = 1 << 20

// allocateSome gives a file the room of a segment, or what the disk has of it.
func (d *dirStore) allocateSome(file *os.File) error {
	for room := d.room; ; room /= 2 {
		err := d.allocate(file, room)
		if !isFull(err) || room <= leastRoom {
			return err
		}
		if err := file.Truncate(0); err != nil { // a part of it may have been there
			return err
		}
	}
}

func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// createFile makes the file, which also takes a little room of the disk.
func (d *dirStore) createFile(ctx context.Context, number uint64) (file *os.File, err error) {
	err = d.persist(ctx, func() error {
		file, err = os.OpenFile(d.name(number), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		return err
	})
	return file, err
}

// finish gives back the room that a file has not used. That is made durable: zeros at its end would be a damage.
func (d *dirStore) finish() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.file == nil {
		return nil
	}
	file := d.file
	d.file = nil
	return errors.Join(file.Truncate(d.at), file.Sync(), file.Close())
}

func (d *dirStore) write(ctx context.Context, b []byte) error {
	err := d.persist(ctx, func() error {
		n, err := d.writeAt(d.file, b, d.at)
		b = b[n:]
		d.at += int64(n)
		return err
	})
	return err
}

// persist does something again and again while the disk is full.
func (d *dirStore) persist(ctx context.Context, do func() error) error {
	for {
		err := do()
		d.full.Store(isFull(err))
		if !isFull(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		case <-time.After(roomEvery):
		}
	}
}

func (d *dirStore) sync(context.Context) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.file == nil {
		return nil
	}
	return syncData(d.file)
}

func (d *dirStore) syncDir() error {
	folder, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (d *dirStore) read(_ context.Context, number uint64) (storedReader, error) {
	file, err := os.Open(d.name(number))
	if err != nil {
		return nil, err
	}
	return fileReader{file}, nil
}

func (d *dirStore) cut(_ context.Context, number uint64, length int64) error {
	file, err := os.OpenFile(d.name(number), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Truncate(length), file.Sync(), file.Close())
}

func (d *dirStore) remove(_ context.Context, number uint64) error { return os.Remove(d.name(number)) }

func (d *dirStore) close() error { return errors.Join(d.finish(), d.lock.Close()) }

type fileReader struct{ file *os.File }

func (f fileReader) readAt(_ context.Context, b []byte, at int64) (int, error) {
	n, err := f.file.ReadAt(b, at)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (f fileReader) close() error { return f.file.Close() }
