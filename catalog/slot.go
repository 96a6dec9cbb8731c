package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Slot is a logical replication slot, as its server tells.
type Slot struct {
	Name           string
	Plugin         string
	Database       string
	Active         bool
	ActivePID      int32  // 0 where nobody reads from it
	RestartLSN     LSN    // WAL is kept from here on
	ConfirmedFlush LSN    // what was acknowledged as durable
	Retained       int64  // bytes of WAL that are kept for it
	WALStatus      string // reserved, extended, unreserved, lost
	Safe           *int64 // bytes that may be written until WAL is lost; nil where there is no limit
	Invalid        string // why it is of no use any more, "" else
}

// Lost says whether the slot cannot bring what it should have brought.
func (s *Slot) Lost() bool { return s.WALStatus == "lost" || s.Invalid != "" }

// ReadSlot returns a slot of the server, nil where there is none of the name.
func ReadSlot(ctx context.Context, session Querier, server Server, name string) (*Slot, error) {
	sql, err := querySQL("slot", server)
	if err != nil {
		return nil, err
	}
	rows, err := session.Query(ctx, sql, name)
	if err != nil {
		return nil, fmt.Errorf("reading replication slot %s: %w", name, err)
	}
	slots, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Slot])
	if err != nil || len(slots) == 0 {
		return nil, err
	}
	return slots[0], nil
}

// ReadOwn lists the slots and the publications of the session's database that have names like copydb's own, or a given name.
func ReadOwn(ctx context.Context, session Querier, name string) (slots, publications []string, err error) {
	if slots, err = readNames(ctx, session, "own_slot", name); err == nil {
		publications, err = readNames(ctx, session, "own_publication", name)
	}
	return slots, publications, err
}
