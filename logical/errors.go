package logical

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

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
	return fmt.Sprintf("changes between %s and %s are lost: slot %s was told that they are safe, but they are neither in the spool nor on the target; "+
		"bring the spool back that was used before, or copy the database again", e.Position, e.Confirmed, e.Slot)
}

// SlotError: the slot is not there, or the server has given it up. Changes are lost: the copy has to begin anew.
type SlotError struct {
	Slot   string
	Reason string // "there is no such slot", "wal_removed"
}

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

// isLost says whether an error is one of a connection, so that another may do better.
func isLost(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return isPassing(refused.Code)
	}
	var busy *SlotBusyError
	var unreachable *pgconn.ConnectError
	var network net.Error
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, errSilent, errEnded, errSessionLost} {
		if errors.Is(err, known) {
			return true
		}
	}
	return errors.As(err, &busy) || errors.As(err, &unreachable) || errors.As(err, &network)
}

// isPassing tells the SQLSTATEs by which a server ends or refuses a session for reasons that pass: class 08, shutdown,
// crash, start-up, somebody who cancels or ends it, a slot in use, too many connections, no room on its disk.
func isPassing(code string) bool {
	switch code {
	case "57014", "57P01", "57P02", "57P03", "57P05", "55006", "53300", "53100":
		return true
	}
	return strings.HasPrefix(code, "08")
}
