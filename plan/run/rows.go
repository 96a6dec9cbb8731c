package run

import (
	"context"
	"errors"
	"slices"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
	"copydb/plan/journal"
)

// copyRows moves a part of a table. A whole table is truncated in the same transaction, which lets COPY FREEZE write
// rows that need no vacuum later; but not one whose rows are added to others.
func (w *worker) copyRows(ctx context.Context, step *plan.Step) (outcome, error) {
	table := step.Table.Copy
	alone := step.IsWhole() && !step.Table.Adds
	begin := beginTransaction()
	if alone {
		begin.add("TRUNCATE ONLY "+table.Target().String(), -1)
	}
	did, err := w.move(ctx, step, "table "+table.Name.Plain(), begin, func() (outcome, error) {
		progress := func(bytes int) { w.emit(BytesCopied{Step: step, Bytes: int64(bytes)}) }
		result, err := copyproto.Pipe(ctx, w.source.PgConn(), w.target.PgConn(), table.CopyOut(step.Rows()), table.CopyIn(alone), progress)
		did := outcome{rows: result.Rows, bytes: result.Bytes}
		if err == nil {
			err = w.checkEmptied(ctx, &task{Step: step, outcome: did})
		}
		return did, err
	})
	if step.Table.Adds && !w.Options.Only.FillsIn() && w.isDenied(err) {
		return outcome{}, w.pass(ctx, step, journal.Exception{Place: -1, Object: "rows of table " + table.Name.Plain(), Reason: refusal(err)})
	}
	return did, err
}

// checkEmptied makes sure that tables whose copies brought no rows had none under the snapshot. A run that follows copies those that
// were emptied again at its end. Nothing is lost of those that were empty when the facts were read.
func (w *worker) checkEmptied(ctx context.Context, tasks ...*task) error {
	var tables []catalog.OID
	for _, task := range tasks {
		if task.rows == 0 && !task.Table.Empty && w.run.journal.Follow == nil {
			tables = append(tables, task.Table.OID)
		}
	}
	if len(tables) == 0 {
		return nil
	}
	emptied, err := catalog.ReadEmptied(ctx, w.source, w.facts.Server, tables)
	for _, task := range tasks {
		if err == nil && slices.Contains(emptied, task.Table.OID) {
			return &StepError{Step: task.ID, Side: catalog.Source, Object: "table " + task.Table.Copy.Name.Plain(), Err: ErrEmptied}
		}
	}
	return err
}

// isDenied says whether the target's role, which is no superuser, was refused something for want of a privilege.
func (w *worker) isDenied(err error) bool {
	return err != nil && sideOf(err) == catalog.Target && catalog.SQLState(err) == catalog.InsufficientPrivilege &&
		!w.Options.DDL.Around.Rights.Superuser
}

// copyLargeObjects moves a batch of large objects.
func (w *worker) copyLargeObjects(ctx context.Context, step *plan.Step) (outcome, error) {
	return w.move(ctx, step, step.ID, beginTransaction(), func() (outcome, error) {
		result, err := copyproto.LargeObjects(ctx, w.source.PgConn(), w.target.PgConn(), step.LargeObjects())
		return outcome{rows: result.Rows, bytes: result.Bytes}, err
	})
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
	done := &task{Step: step, outcome: did}
	if err := w.sync(ctx, end, done); err != nil {
		return fail(catalog.Source, err)
	}
	end.journal(done)
	if _, err := end.commit(ctx, target); err != nil {
		return fail(catalog.Target, err)
	}
	w.tell(did.but)
	return did, nil
}

// sideOf tells which side failed a copy, "" where neither did.
func sideOf(err error) catalog.Side {
	var step *StepError
	if errors.As(err, &step) {
		return step.Side
	}
	var failure *copyproto.Error
	if errors.As(err, &failure) {
		return failure.Side
	}
	return ""
}
