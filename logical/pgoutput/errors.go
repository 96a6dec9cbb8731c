package pgoutput

import (
	"errors"
	"fmt"

	"copydb/catalog"
)

// What can be wrong with a message.
var (
	// ErrShort: the message ends before its fields do.
	ErrShort = errors.New("message ends too early")
	// ErrTrailing: bytes are left behind the last field.
	ErrTrailing = errors.New("bytes behind the end of the message")
	// ErrUnknownKind: no version of the protocol that is known has such a message.
	ErrUnknownKind = errors.New("unknown kind of message")
	// ErrBadField: a field has a value that the protocol does not know.
	ErrBadField = errors.New("value that the protocol does not know")
	// ErrOutOfPlace: a segment begins within another, or ends outside of one.
	ErrOutOfPlace = errors.New("message out of place")
)

// Error is a message that could not be read. It tells where, and never what was in it.
type Error struct {
	Kind   Kind        // 0 if the message is empty
	Offset int         // of the byte in the message where reading stopped
	LSN    catalog.LSN // that the message came with
	Err    error       // one of the above
}

func (e *Error) Error() string {
	return fmt.Sprintf("reading a %s message at byte %d, LSN %s: %v", e.Kind, e.Offset, e.LSN, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }
