package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Names of folders for servers, in the folder for temporary files: while one is being made, and afterwards.
const (
	scratchBirth = "copydb-new-"
	scratchName  = "copydb-pg-"
)

// scratch is the folder of one server of a test. It is locked while we live, so that another test run can tell what a
// killed one has left, and sweep it up.
type scratch struct {
	dir    string
	lock   *os.File
	server *Server // nil until it runs
}

// newScratch makes a folder, and removes those that nobody holds any more.
func newScratch() (*scratch, error) {
	sweep()
	birth, err := os.MkdirTemp("", scratchBirth)
	if err != nil {
		return nil, err
	}
	lock, err := lockFolder(birth)
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", birth, err)
	}
	// Only a locked folder gets a name that sweep looks for.
	dir := filepath.Join(filepath.Dir(birth), scratchName+strings.TrimPrefix(filepath.Base(birth), scratchBirth))
	if err := os.Rename(birth, dir); err != nil {
		lock.Close()
		return nil, err
	}
	return &scratch{dir: dir, lock: lock}, nil
}

// remove stops the server and removes its folder.
func (s *scratch) remove() error {
	defer s.lock.Close()
	if s.server != nil {
		if err := s.server.stop(syscall.SIGQUIT); err != nil {
			return err
		}
	}
	return os.RemoveAll(s.dir)
}

func sweep() {
	found, err := filepath.Glob(filepath.Join(os.TempDir(), scratchName+"*"))
	if err != nil {
		return
	}
	for _, dir := range found {
		if lock, err := lockFolder(dir); err == nil {
			_ = os.RemoveAll(dir) // best effort: the next sweep tries again
			lock.Close()
		}
	}
}

// lockFolder takes the lock of a folder, or fails at once if somebody lives who holds it.
func lockFolder(dir string) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, err
	}
	return lock, nil
}
