package run

import (
	"errors"
	"fmt"

	"copydb/catalog"
	"copydb/plan/journal"
)

var (
	// ErrUnfinished: the target holds the journal of a run that did not finish.
	ErrUnfinished = errors.New("the target holds an unfinished run")
	// ErrNotBegun: there is nothing to go on with, and the target is not the copy that a run leaves which has finished.
	ErrNotBegun = errors.New("the target holds no unfinished run, and nothing of the source")
	// ErrNotPlanned: a copy of all databases ended before each had its journal, so that nothing was copied.
	ErrNotPlanned = errors.New("the copy of all databases ended before all were planned: nothing is copied yet")
	// ErrOtherSource: the unfinished run in the target copies another database.
	ErrOtherSource = errors.New("the target's unfinished run copies another source")
	// ErrNotConsistent: the snapshot of the unfinished run is gone, and a part of the rows was read under it.
	ErrNotConsistent = errors.New("the snapshot of the unfinished run is gone: the remaining rows would be of a later moment than those that are there")
	// ErrEmptied: TRUNCATE or ALTER TABLE on the source has hidden a table's rows from the run's snapshot.
	ErrEmptied = errors.New("the table was truncated, altered or made anew on the source since the run began: the rows that it had cannot be read any more")
	// ErrChanged: the source's definitions are not those that the unfinished run began with.
	ErrChanged = errors.New("the source's definitions have changed since the unfinished run began")
	// ErrNotFollowing: the unfinished run in the target is a copy alone.
	ErrNotFollowing = errors.New("the target's unfinished run does not follow its source")
	// ErrFollowed: the target holds the journal of a run that followed to its end.
	ErrFollowed = errors.New("the target holds a run that has followed its source to the end")
	// ErrHasSlot: the target holds the journal of a run that follows, where a slot was to be made alone.
	ErrHasSlot = errors.New("the target holds a run that follows its source, which has its slot")
	// ErrPartUnfinished: a part of a copy beside a slot is not finished, and changes fit nothing else.
	ErrPartUnfinished = errors.New("a part of the copy is not finished")
	// ErrNoSlotHeld: a run shall take over a slot that the target does not know.
	ErrNoSlotHeld = errors.New("no slot that the target knows goes with this snapshot")
	// ErrOtherSlot: the slot that goes with a snapshot was made with other choices than those of the run that shall take it over.
	ErrOtherSlot = errors.New("the slot that goes with this snapshot was made otherwise")
	// ErrNoSnapshot: nobody holds the snapshot that was named.
	ErrNoSnapshot = errors.New("nobody holds this snapshot")
	// ErrSlotLost: what the source has written since is gone.
	ErrSlotLost = errors.New("the changes that are missing cannot be had any more")
	// ErrManySlots: the target cannot tell which of the source's slots is its own.
	ErrManySlots = errors.New("the target cannot tell its slot, and the source has several that may be it")
	// ErrEndReached: a run that follows has reached the end position that is set.
	ErrEndReached = fmt.Errorf("the end position was reached before: %w", journal.ErrNone)
	// ErrNotCopied: changes cannot be applied before the copy is finished.
	ErrNotCopied = errors.New("the copy is not finished")
	// ErrNoSpool: there is nowhere to receive into.
	ErrNoSpool = errors.New("changes wait on the source, as WAL: there is no spool to receive into")
	// ErrRestless: tables come and go on the source faster than a run can begin.
	ErrRestless = errors.New("tables were made or dropped on the source, each time the run was about to begin")
	// ErrTakenOver: while the session that holds the target's lock was lost, the journal became another run's, or went.
	ErrTakenOver = errors.New("the target's journal is not this run's any more")
	// ErrInterrupted: the user asked to stop.
	ErrInterrupted = errors.New("interrupted")
)

// StepError is a failed step: where it happened and to what.
type StepError struct {
	Step   string // its ID
	Side   catalog.Side
	Object string // "table public.orders"
	SQL    string // the statement that failed, "" where there is none
	Err    error
}

func (e *StepError) Error() string {
	if e.Side == "" {
		return fmt.Sprintf("%s: %v", e.Object, e.Err)
	}
	return fmt.Sprintf("%s, %s: %v", e.Side, e.Object, e.Err)
}

// Unwrap returns the cause, a *pgconn.PgError where a server refused.
func (e *StepError) Unwrap() error { return e.Err }

// UnfinishedError is what ended a run whose journal the target holds: it can be resumed.
type UnfinishedError struct{ Err error }

func (e *UnfinishedError) Error() string { return e.Err.Error() }

// Unwrap returns what ended the run.
func (e *UnfinishedError) Unwrap() error { return e.Err }

// NeededError is a refusal of something that a run could do without, but for the tables that need it.
type NeededError struct {
	Tables []string // "table public.orders"
	Err    error
}

func (e *NeededError) Error() string {
	tables := e.Tables[0]
	if more := len(e.Tables) - 1; more > 0 {
		tables += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%v: without it there cannot be %s", e.Err, tables)
}

// Unwrap returns the server's error.
func (e *NeededError) Unwrap() error { return e.Err }
