package journal

import (
	"errors"
	"fmt"

	"copydb/catalog"
)

var (
	// ErrNone: the target holds no unfinished run; perhaps it has finished.
	ErrNone = errors.New("the target holds no unfinished run")
	// ErrLocked: another run works on the target.
	ErrLocked = errors.New("another copydb run works on this target")
	// ErrLockLost ends a run whose lock is gone: another run could start on the target.
	ErrLockLost = errors.New("the session that holds the target's lock was lost")
	// ErrOtherVersion: the target holds the journal of a run of another version, which wrote it otherwise.
	ErrOtherVersion = errors.New("the target's journal was written by another version of copydb")
)

// errUnreadable: a part of the journal is not encoded as this version does.
var errUnreadable = errors.New("encoded otherwise")

// unlessOther makes an ErrOtherVersion of the error of a journal that is kept otherwise; version is who wrote it, "" where that is unknown.
func unlessOther(version string, err error) error {
	switch {
	case catalog.SQLState(err) != catalog.UndefinedColumn && !errors.Is(err, errUnreadable):
		return err
	case version == "":
		return ErrOtherVersion
	}
	return fmt.Errorf("%w: %s", ErrOtherVersion, version)
}
