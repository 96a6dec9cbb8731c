package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
)

// copyRows moves a part of a table. A whole table is truncated in the same transaction, which lets COPY FREEZE write
// rows that need no vacuum later; but not one whose rows are added to others.
func (w *worker) copyRows(ctx context.Context, step *plan.Step) (outcome, error) {
	table := step.Table.Copy
	alone := step.Part.IsWhole() && !step.Table.Adds
	begin := beginTransaction()
	if alone {
		begin.add("TRUNCATE ONLY "+table.Name.String(), -1)
	}
	return w.move(ctx, step, "table "+table.Name.Plain(), begin, func() (outcome, error) {
		progress := func(bytes int) { w.emit(BytesCopied{Step: step, Bytes: int64(bytes)}) }
		result, err := copyproto.Pipe(ctx, w.source.PgConn(), w.target.PgConn(), table.CopyOut(step.Part), table.CopyIn(alone), progress)
		return outcome{rows: result.Rows, bytes: result.Bytes}, err
	})
}

// copyLargeObjects moves a batch of large objects.
func (w *worker) copyLargeObjects(ctx context.Context, step *plan.Step) (outcome, error) {
	return w.move(ctx, step, step.ID, beginTransaction(), func() (outcome, error) {
		result, err := copyproto.LargeObjects(ctx, w.source.PgConn(), w.target.PgConn(), step.LargeObjects)
		return outcome{rows: result.Rows, bytes: result.Bytes}, err
	})
}

// setSequences gives every sequence of the target the source's value.
func (w *worker) setSequences(ctx context.Context, step *plan.Step) (outcome, error) {
	return w.move(ctx, step, "sequences", beginTransaction(), func() (outcome, error) {
		values, err := w.readSequences(ctx)
		if err != nil {
			return outcome{}, &copyproto.Error{Side: catalog.Source, Err: err}
		}
		batch := &pgx.Batch{}
		for i, value := range values {
			batch.Queue("select pg_catalog.setval($1::text::pg_catalog.regclass, $2, $3)",
				w.plan.Sequences[i].String(), value.last, value.called)
		}
		if err := w.target.SendBatch(ctx, batch).Close(); err != nil {
			return outcome{}, &copyproto.Error{Side: catalog.Target, Err: err}
		}
		return outcome{rows: int64(len(values))}, nil
	})
}

// sequenceValue is where a sequence stands.
type sequenceValue struct {
	last   int64
	called bool
}

// readSequences asks every sequence of the source, in one round trip. A sequence is not part of a snapshot: the value is
// the one of this moment.
func (w *worker) readSequences(ctx context.Context) ([]sequenceValue, error) {
	values := make([]sequenceValue, len(w.plan.Sequences))
	batch := &pgx.Batch{}
	for i, sequence := range w.plan.Sequences {
		batch.Queue("select last_value, is_called from " + sequence.String()).QueryRow(func(row pgx.Row) error {
			if err := row.Scan(&values[i].last, &values[i].called); err != nil {
				return fmt.Errorf("reading sequence %s: %w", sequence.Plain(), err)
			}
			return nil
		})
	}
	return values, w.source.SendBatch(ctx, batch).Close()
}

// move runs what moves rows between the beginning of a transaction on the target and the step's journal row.
func (w *worker) move(ctx context.Context, step *plan.Step, object string, begin *transaction, do func() (outcome, error)) (outcome, error) {
	fail := func(side catalog.Side, err error) (outcome, error) {
		return outcome{}, &StepError{Step: step.ID, Side: side, Object: object, Err: rollback(ctx, w.target.PgConn(), err)}
	}
	target := w.target.PgConn()
	if _, err := begin.send(ctx, target); err != nil {
		return fail(catalog.Target, err)
	}
	did, err := do()
	if err != nil {
		return fail(sideOf(err), err)
	}
	end := &transaction{}
	end.journal(step, did)
	if _, err := end.commit(ctx, target); err != nil {
		return fail(catalog.Target, err)
	}
	return did, nil
}

// sideOf tells which side failed a copy, "" where neither did.
func sideOf(err error) catalog.Side {
	var failure *copyproto.Error
	if errors.As(err, &failure) {
		return failure.Side
	}
	return ""
}
