package journal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/plan"
)

// Stage is how far a run that follows has come.
type Stage string

// The stages, in their order.
const (
	StageStart  Stage = "start"  // the publication and the slot are not there yet, or nobody knows
	StageCopy   Stage = "copy"   // rows, indexes and keys, while changes are received
	StageRest   Stage = "rest"   // what needs the rows of all tables to fit: changes up to the last snapshot, foreign keys, triggers
	StageFollow Stage = "follow" // changes are applied as they come
	StageEnd    Stage = "end"    // the end position is reached: what the stream does not carry is brought over
	StageDone   Stage = "done"
)

// Enter notes that a run that follows has come to a stage.
func (r *Run) Enter(ctx context.Context, conn *pgx.Conn, next Stage) error {
	if _, err := conn.Exec(ctx, "update copydb.follow set stage = $1", next); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	r.Follow.Stage = next
	return nil
}

// EnterEnd notes that the end position is reached. What an earlier end brought over is brought over again: steps of the kinds
// that each end does anew are not done.
func (r *Run) EnterEnd(ctx context.Context, conn *pgx.Conn, reached catalog.LSN, anew []plan.Kind) error {
	err := write(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "update copydb.follow set stage = $1, reached = $2::text::pg_lsn", StageEnd, reached.String()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "delete from copydb.step where kind = any($1)", anew)
		return err
	})
	if err != nil {
		return err
	}
	r.Follow.Stage, r.Follow.Reached = StageEnd, reached
	return r.ReadSteps(ctx, conn)
}
