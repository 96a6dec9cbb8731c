package logical

import (
	"errors"
	"fmt"

	"copydb/catalog"
)

// HoleError: the slot has let go of changes that are neither durable here nor on the target. They cannot come again: the
// copy has to begin anew.
type HoleError struct {
	Slot      string
	Confirmed catalog.LSN // what the slot has let go of
	Position  catalog.LSN // up to where we have all
}

func (e *HoleError) Error() string {
	return fmt.Sprintf("changes between %s and %s are lost: slot %s was told that they are safe, but they are neither in the spool nor on the target",
		e.Position, e.Confirmed, e.Slot)
}

// SlotError: the slot is not there, or the server has given it up. Changes are lost: the copy has to begin anew.
type SlotError struct {
	Slot   string
	Reason string // noSlot, "wal_removed"
}

const noSlot = "there is no such slot"

func (e *SlotError) Error() string {
	return fmt.Sprintf("replication slot %s is lost (%s): the changes since then cannot come any more; copy the database again", e.Slot, e.Reason)
}

// SlotBusyError: another session streams from the slot.
type SlotBusyError struct {
	Slot string
	PID  uint32 // 0 if it is gone already
}

func (e *SlotBusyError) Error() string {
	return fmt.Sprintf("replication slot %s is in use by process %d of the source", e.Slot, e.PID)
}

// SourceChangedError: the connection leads to another server than before, or to one that was promoted before it had all
// that we have.
type SourceChangedError struct {
	Problem string
}

func (e *SourceChangedError) Error() string {
	return "the source is not the server that the changes came from: " + e.Problem
}

// protocolError: what came is not what a walsender sends.
type protocolError struct {
	kind    byte
	problem string
}

func (e *protocolError) Error() string {
	return fmt.Sprintf("reading a %q message of the replication connection: %s", e.kind, e.problem)
}

// errSilent ends a session from which nothing comes although the server was asked, and whose process is gone.
var errSilent = errors.New("the source is silent, and the session is gone there")

// errEnded: the server ended the stream in good order, as it does when it is shut down.
var errEnded = errors.New("the source ended the stream")

// isLost says whether an error is one of a connection, or of somebody or something that passes (who cancels or ends a session, a
// slot in use, no room on a disk), so that another session may do better.
func isLost(err error) bool {
	switch catalog.SQLState(err) {
	case catalog.QueryCanceled, catalog.IdleSessionTimeout, catalog.ObjectInUse, catalog.DiskFull:
		return true
	}
	for _, known := range []error{errSilent, errEnded} {
		if errors.Is(err, known) {
			return true
		}
	}
	var busy *SlotBusyError
	return errors.As(err, &busy) || catalog.IsBroken(err)
}
