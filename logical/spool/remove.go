package spool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
)

// RemoveDir removes a spool from its folder, damaged or not, and the folder if nothing else is in it. There is none where
// there is no folder; one that is there was removed when the error is nil. Its errors are a *ForeignError, for the spool
// of another source or slot, which stays, ErrInUse, or the system's.
func RemoveDir(ctx context.Context, dir string, of Identity) (removed bool, err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err := removeDir(ctx, dir, of); err != nil {
		return false, fmt.Errorf("removing the spool %s: %w", dir, err)
	}
	return true, nil
}

// CheckDir looks whether a new spool can be made in a folder, which it makes. Its errors are a *ForeignError, where the
// folder holds another one, ErrInUse, or the system's.
func CheckDir(ctx context.Context, dir string) error {
	store, err := openDirStore(dir, &atomic.Bool{})
	if err != nil {
		return fmt.Errorf("opening the spool %s: %w", dir, err)
	}
	list, err := store.list(ctx)
	if err == nil {
		err = checkOwner(ctx, store, list, Identity{})
	}
	return errors.Join(err, store.close())
}

// checkOwner returns a *ForeignError if a segment is of another spool. What cannot be read is nobody's.
func checkOwner(ctx context.Context, store store, list []stored, of Identity) error {
	reader := &Spool{store: store}
	for _, stored := range list {
		header, err := reader.readHeader(ctx, stored)
		switch {
		case err == nil && header.Of != of:
			return &ForeignError{store.name(stored.number), header.Of, of}
		case err != nil && !errors.Is(err, errShort) && !errors.Is(err, errDamaged):
			return err
		}
	}
	return nil
}

func removeDir(ctx context.Context, dir string, of Identity) error {
	store, err := openDirStore(dir, &atomic.Bool{})
	if err != nil {
		return err
	}
	defer store.close()
	list, err := store.list(ctx)
	if err != nil {
		return err
	}
	if err := checkOwner(ctx, store, list, of); err != nil {
		return err
	}
	for _, stored := range list {
		if err := store.remove(ctx, stored.number); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(dir, lockName)); err != nil {
		return err
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		return err
	}
	return os.Remove(dir)
}
