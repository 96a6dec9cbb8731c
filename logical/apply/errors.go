package apply

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// Error is a statement that the target refused. It names the table and the columns of its key, never values.
type Error struct {
	Doing string // as in "updating"
	Table catalog.Name
	Key   []string
	LSN   catalog.LSN // of the commit on the source; 0 if it is that of several transactions
	Err   error       // a *pgconn.PgError
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s%s: %v", e.Doing, place(e.Table, e.Key, e.LSN), e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// place tells where something happened.
func place(table catalog.Name, key []string, lsn catalog.LSN) string {
	var text strings.Builder
	if table.Name != "" {
		fmt.Fprintf(&text, " table %s", table)
	}
	if len(key) > 0 {
		fmt.Fprintf(&text, " by its key (%s)", strings.Join(key, ", "))
	}
	if lsn != 0 {
		fmt.Fprintf(&text, " in the transaction that committed at %s", lsn)
	}
	return text.String()
}

// DivergedError is a row that the source changed and the target does not have. Nothing of its transaction was applied.
type DivergedError struct {
	Doing string
	Table catalog.Name
	Key   []string    // the columns by which the row was looked for
	LSN   catalog.LSN // of the commit on the source
}

func (e *DivergedError) Error() string {
	return fmt.Sprintf("%s%s: the target does not have the row: it was changed by somebody else", e.Doing, place(e.Table, e.Key, e.LSN))
}

// DriftError is a relation of the source that the target's table does not fit. All transactions before the one that needs it
// have been applied, and nothing of that.
type DriftError struct {
	Table   catalog.Name // on the target
	Reasons []string
	// Mend are statements that would make it fit, as far as they can be told from here. The run goes on after them.
	Mend []string
	LSN  catalog.LSN // of the commit on the source of the transaction that needs it
}

func (e *DriftError) Error() string {
	text := fmt.Sprintf("applying to table %s: %s", e.Table, strings.Join(e.Reasons, "; "))
	if e.LSN != 0 {
		text += fmt.Sprintf(" (needed by the transaction that committed at %s)", e.LSN)
	}
	return text
}

func missingTable(name catalog.Name) *DriftError {
	return &DriftError{Table: name, Reasons: []string{"there is no such table"}}
}

func (e *DriftError) missingColumn(column, kind string) {
	e.Reasons = append(e.Reasons, fmt.Sprintf("column %s is missing", catalog.Ident(column)))
	e.Mend = append(e.Mend, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", e.Table, catalog.Ident(column), kind))
}

func (e *DriftError) wrongType(column, has, wants string) {
	e.Reasons = append(e.Reasons, fmt.Sprintf("column %s has type %s, its values come as %s", catalog.Ident(column), has, wants))
	e.Mend = append(e.Mend, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s TYPE %s", e.Table, catalog.Ident(column), wants))
}

// firingTable is a table that cannot be written without its triggers answering.
func firingTable(name catalog.Name, target catalog.Server) *DriftError {
	drift := &DriftError{Table: name, Reasons: []string{fmt.Sprintf("its triggers, rules or foreign keys would fire: role %s may not set session_replication_role",
		catalog.Ident(target.Role))}}
	if target.HasParameterPrivileges() {
		drift.Mend = []string{fmt.Sprintf("GRANT SET ON PARAMETER session_replication_role TO %s", catalog.Ident(target.Role))}
	} else {
		drift.Mend = []string{fmt.Sprintf("ALTER TABLE %s DISABLE TRIGGER ALL", name)}
	}
	return drift
}

// ErrFenced: the progress row is not as this run left it. Another copydb has taken over, or somebody changed it.
var ErrFenced = errors.New("another copydb has taken over")

// RunningError: a transaction that is in progress on the source cannot be applied before it has committed there. Nothing of it
// has been. The caller runs again, with a feed that brings transactions once they have committed.
type RunningError struct {
	Err error // why
}

func (e *RunningError) Error() string {
	return "applying a transaction that is in progress on the source: " + e.Err.Error()
}

func (e *RunningError) Unwrap() error { return e.Err }

// Why else a transaction in progress is not applied.
var (
	errManyRunning = errors.New("too many are in progress")
	errPartUndone  = errors.New("part of it was rolled back")
	errUnknown     = errors.New("its beginning has not come")
	errWatched     = errors.New("triggers or rules of the target answer to it")
	errInCopy      = errors.New("the copy of one of its tables is ahead of it")
)

// ErrUnsupported is a message that cannot be applied: the stream was not to bring it.
var ErrUnsupported = errors.New("message that is not expected in this stream")

// divisionByZero is the SQLSTATE by which our checks fail.
const divisionByZero = "22012"

// transient says whether an error may not come again: a deadlock, a lock that took too long, a statement that was cancelled.
func transient(err *pgconn.PgError) bool {
	switch err.Code {
	case catalog.SerializationFailure, catalog.DeadlockDetected, catalog.LockNotAvailable, catalog.QueryCanceled:
		return true
	}
	return false
}
