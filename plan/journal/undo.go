package journal

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Undo removes what the run has made, the last made first, and the journal with it. Each step's row goes with what the
// step made, so that this can be stopped and done again.
func Undo(ctx context.Context, conn *pgx.Conn) error {
	if err := undoWhere(ctx, conn, "undo <> 'null'"); err != nil {
		return err
	}
	return Drop(ctx, conn)
}

// UndoSteps removes what some steps have made, and their rows.
func UndoSteps(ctx context.Context, conn *pgx.Conn, ids []string) error {
	return undoWhere(ctx, conn, "id = any($1)", ids)
}

func undoWhere(ctx context.Context, conn *pgx.Conn, which string, args ...any) error {
	steps, err := readMade(ctx, conn, which, args...)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step.undo(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

// made is a step that is done, and what removes what it made.
type made struct {
	ID   string
	Undo []string
}

// readMade reads steps, the last made first.
func readMade(ctx context.Context, conn *pgx.Conn, which string, args ...any) ([]made, error) {
	rows, err := conn.Query(ctx, "select id, case when undo = 'null' then '[]' else undo end as undo from copydb.step where "+
		which+" order by finished desc", args...)
	if err != nil {
		return nil, fmt.Errorf("reading what the unfinished run made: %w", err)
	}
	steps, err := pgx.CollectRows(rows, pgx.RowToStructByName[made])
	if err != nil {
		return nil, fmt.Errorf("reading what the unfinished run made: %w", err)
	}
	return steps, nil
}

// undo removes what the step made, and its row with it.
func (m made) undo(ctx context.Context, conn *pgx.Conn) error {
	batch := &pgx.Batch{} // one transaction
	for _, quoted := range m.Undo {
		sql, err := strconv.Unquote(quoted)
		if err != nil {
			return fmt.Errorf("reading what step %q of the unfinished run made: %w", m.ID, err)
		}
		batch.Queue(sql)
	}
	batch.Queue("delete from copydb.step where id = $1", m.ID)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("removing what step %q of the unfinished run made: %w", m.ID, err)
	}
	return nil
}
