package journal

import (
	"context"

	"github.com/jackc/pgx/v5"

	"copydb/plan"
)

// BeginBeside notes that a part of a copy is made beside a slot. Its steps stand in the journal until it is done.
func (r *Run) BeginBeside(ctx context.Context, conn *pgx.Conn, options plan.Options) error {
	encoded, err := encode("options", options)
	if err != nil {
		return err
	}
	return write(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "update copydb.follow set beside = $1", encoded)
		return err
	})
}

// EndBeside notes that it is done.
func (r *Run) EndBeside(ctx context.Context, conn *pgx.Conn) error {
	return write(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "delete from copydb.step")
		if err == nil {
			_, err = tx.Exec(ctx, "update copydb.follow set beside = null")
		}
		return err
	})
}

// UndoBeside removes what it has made, and leaves the slot.
func (r *Run) UndoBeside(ctx context.Context, conn *pgx.Conn) error {
	if err := undoWhere(ctx, conn, "undo <> 'null'"); err != nil {
		return err
	}
	if err := r.EndBeside(ctx, conn); err != nil {
		return err
	}
	r.Follow.Beside = nil
	return r.ReadSteps(ctx, conn)
}
