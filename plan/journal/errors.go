package journal

import "errors"

var (
	// ErrNone: the target holds no unfinished run; perhaps it has finished.
	ErrNone = errors.New("the target holds no unfinished run")
	// ErrLocked: another run works on the target.
	ErrLocked = errors.New("another copydb run works on this target")
	// ErrLockLost ends a run whose lock is gone: another run could start on the target.
	ErrLockLost = errors.New("the session that holds the target's lock was lost")
)
