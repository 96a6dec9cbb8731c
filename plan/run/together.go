package run

import (
	"context"
	"time"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
)

// together does several small tasks of one kind in one transaction, without a round trip for each. It reports false, and has
// done nothing, where there is only one, or one cannot be done with others: what a server refuses is told, or done without,
// where each is tried by itself.
func (w *worker) together(ctx context.Context, tasks []*task) (done bool, err error) {
	var open []*task
	for _, task := range tasks {
		if !task.done {
			open = append(open, task)
		}
	}
	if len(open) < 2 || w.lacksNeeds(open) {
		return false, nil
	}
	if err := w.connect(ctx); err != nil {
		return false, err
	}
	if open[0].Kind == plan.Copy {
		w.locked += len(open)
		err = w.copyMany(ctx, open)
	} else {
		err = w.executeMany(ctx, open)
	}
	switch {
	case err == nil:
		for _, task := range open {
			task.done = true
		}
		return true, nil
	case ctx.Err() != nil || w.isBroken(err):
		return false, &StepError{Step: open[0].ID, Side: sideOf(err), Object: open[0].ID, Err: err}
	}
	w.leaveFailed(ctx)
	return false, nil
}

// lacksNeeds says whether one of the tasks is about something that was left out, or needs it.
func (w *worker) lacksNeeds(tasks []*task) bool {
	for _, task := range tasks {
		if task.Table != nil && w.isLeftOut(catalog.ClassRelation.Of(task.Table.OID)) || len(w.needy(task.Step, omitted{})) > 0 {
			return true
		}
	}
	return false
}

// leaveFailed closes the source's session where its transaction, and with it the snapshot, has failed.
func (w *worker) leaveFailed(ctx context.Context) {
	if w.source != nil && w.source.PgConn().TxStatus() != 'T' {
		_ = w.source.Close(ctx) // nothing depends on a polite goodbye
		w.source = nil
	}
}

// executeMany runs the statements of tasks and their journal rows in one transaction and one round trip. The server answers
// when all are done, so each is taken to have its share of the time.
func (w *worker) executeMany(ctx context.Context, tasks []*task) error {
	begun, t := time.Now(), beginTransaction()
	for i, task := range tasks {
		if task.Kind == plan.Analyze {
			t.add(analyzeSQL(task.Step), i)
		}
		for _, statement := range task.Statements {
			t.addStatement(statement, i)
		}
	}
	t.journal(tasks...)
	if _, err := t.commit(ctx, w.target.PgConn()); err != nil {
		return &copyproto.Error{Side: catalog.Target, Err: err}
	}
	for _, task := range tasks {
		task.took = time.Since(begun) / time.Duration(len(tasks))
	}
	return nil
}

// copyMany moves the rows of small tables. To write them as frozen would take a TRUNCATE of each, and with it another file:
// more time than the rows themselves take.
func (w *worker) copyMany(ctx context.Context, tasks []*task) error {
	begin, copies := beginTransaction(), make([]copyproto.Copy, len(tasks))
	for i, task := range tasks {
		table := task.Table.Copy
		copies[i] = copyproto.Copy{Out: table.CopyOut(task.Rows()), In: table.CopyIn(false)}
	}
	target := w.target.PgConn()
	if _, err := begin.send(ctx, target); err != nil {
		return &copyproto.Error{Side: catalog.Target, Err: err}
	}
	progress := func(bytes int) { w.emit(BytesCopied{Step: tasks[0].Step, Bytes: int64(bytes)}) }
	results, err := copyproto.PipeMany(ctx, w.source.PgConn(), target, copies, progress)
	if err != nil {
		return rollback(ctx, target, err)
	}
	for i, result := range results {
		tasks[i].outcome, tasks[i].took = outcome{rows: result.Rows, bytes: result.Bytes}, result.Took
	}
	if err := w.checkEmptied(ctx, tasks...); err != nil {
		return rollback(ctx, target, err)
	}
	end := &transaction{}
	if err := w.sync(ctx, end, tasks...); err != nil {
		return rollback(ctx, target, &copyproto.Error{Side: catalog.Source, Err: err})
	}
	end.journal(tasks...)
	if _, err := end.commit(ctx, target); err != nil {
		return &copyproto.Error{Side: catalog.Target, Err: err}
	}
	return nil
}
