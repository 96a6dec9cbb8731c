package spool

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate gives a file its room, so that a disk is found full before something is written in part. Where the file system
// cannot, writing will tell.
func allocate(file *os.File, size int64) error {
	err := unix.Fallocate(int(file.Fd()), 0, 0, size)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil
	}
	return err
}

// syncData makes a file's data durable. Its length does not change while it is written.
func syncData(file *os.File) error { return unix.Fdatasync(int(file.Fd())) }
