package copyproto

import (
	"errors"
	"fmt"

	"copydb/catalog"
)

// Error is a failure of one side. It unwraps to the server's own *[pgconn.PgError], or to what befell the connection.
type Error struct {
	Side catalog.Side
	Err  error
}

// Error names the side and the failure.
func (e *Error) Error() string { return string(e.Side) + ": " + e.Err.Error() }

// Unwrap returns the failure itself.
func (e *Error) Unwrap() error { return e.Err }

// CountMismatchError says that the target took in another number of rows than the source sent, as when a trigger of the
// target drops some. What was copied must be rolled back.
type CountMismatchError struct {
	Source, Target int64
}

// Error names both numbers.
func (e *CountMismatchError) Error() string {
	return fmt.Sprintf("the source sent %d rows, the target took in %d", e.Source, e.Target)
}

// Why a connection cannot be used, or a statement is none of ours.
var (
	errNotIdle = errors.New("connection is closed or busy")
	errNotCopy = errors.New("statement is not a COPY between server and client")
)

// protocolError is a message that has no place in a COPY. The connection cannot be trusted after it.
type protocolError struct {
	kind    byte
	problem string
}

func (e *protocolError) Error() string {
	return fmt.Sprintf("unexpected message %q: %s", e.kind, e.problem)
}
