package catalog

import (
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATEs that copydb decides by, as PostgreSQL's appendix A names them.
const (
	UndefinedTable        = "42P01"
	UndefinedColumn       = "42703"
	UndefinedObject       = "42704"
	UndefinedDatabase     = "3D000" // invalid_catalog_name: what a session is refused with
	DuplicateObject       = "42710"
	InsufficientPrivilege = "42501"
	NotNullViolation      = "23502"
	UniqueViolation       = "23505"
	SerializationFailure  = "40001"
	DeadlockDetected      = "40P01"
	LockNotAvailable      = "55P03"
	ObjectInUse           = "55006"
	DiskFull              = "53100"
	OutOfMemory           = "53200"
	TooManyConnections    = "53300"
	LimitExceeded         = "53400" // configuration_limit_exceeded
	QueryCanceled         = "57014"
	IdleSessionTimeout    = "57P05"
)

// SQLState returns the SQLSTATE of a server's refusal, or "" where no server refused.
func SQLState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// ServerMessage returns what a server said of its refusal, and the error's own text where no server refused.
func ServerMessage(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Message
	}
	return err.Error()
}

// IsBadValue tells the SQLSTATEs of values that a server cannot take, write or reckon with: class 22.
func IsBadValue(state string) bool { return strings.HasPrefix(state, "22") }

// EndsSession tells the SQLSTATEs by which a server ends or refuses a session for reasons that pass: class 08, shutdown, crash,
// start-up, too many connections.
func EndsSession(state string) bool {
	switch state {
	case "57P01", "57P02", "57P03", TooManyConnections:
		return true
	}
	return strings.HasPrefix(state, "08")
}

// IsBroken says whether an error is one of a connection: a session is gone, or could not be opened.
func IsBroken(err error) bool {
	if state := SQLState(err); state != "" {
		return EndsSession(state)
	}
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, known) {
			return true
		}
	}
	var unreachable *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &unreachable) || errors.As(err, &network)
}
