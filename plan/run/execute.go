package run

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/journal"
)

// execute runs a step's statements and its journal row in one transaction and one round trip; and again without a statement
// that the target refuses, where the run can do without it.
func (w *worker) execute(ctx context.Context, step *plan.Step) error {
	without := w.needy(step, omitted{})
	for {
		failed, err := w.tryStatements(ctx, step, without)
		switch {
		case err == nil:
			return nil
		case failed < 0:
			return &StepError{Step: step.ID, Side: catalog.Target, Object: step.ID, Err: err}
		case !w.doesWithout(step, failed, err):
			return statementError(step, failed, w.withTables(step.Statements[failed], err))
		}
		without[failed] = refusal(err)
		without = w.needy(step, without)
	}
}

// tryStatements runs a step but for what is omitted. Failed says which statement failed, or -1.
func (w *worker) tryStatements(ctx context.Context, step *plan.Step, without omitted) (failed int, err error) {
	if len(step.Statements) > 0 && step.Statements[0].Alone {
		return w.tryAlone(ctx, step, without)
	}
	t := beginTransaction()
	for _, setting := range stepPaceSQL(w.has, w.IndexJobs, step) {
		t.add(setting, -1)
	}
	for i, statement := range step.Statements {
		if _, omitted := without[i]; omitted {
			continue
		}
		t.addStatement(statement, i)
	}
	return w.finish(ctx, t, step, w.exceptionsOf(step, without))
}

// tryAlone runs the one statement of a step outside of a transaction. What it makes may be there from a run that was
// stopped before it could write so into the journal.
func (w *worker) tryAlone(ctx context.Context, step *plan.Step, without omitted) (failed int, err error) {
	if len(without) == 0 {
		_, err := w.target.Exec(ctx, step.Statements[0].SQL, pgx.QueryExecModeExec)
		if err != nil && catalog.SQLState(err) != catalog.DuplicateObject {
			return 0, err
		}
	}
	t := beginTransaction()
	return w.finish(ctx, t, step, w.exceptionsOf(step, without))
}

// finish commits a transaction together with the journal's row of its step, and tells of what the step did without.
func (w *worker) finish(ctx context.Context, t *transaction, step *plan.Step, but []journal.Exception) (failed int, err error) {
	t.journal(&task{Step: step, outcome: outcome{but: but}})
	if failed, err = t.commit(ctx, w.target.PgConn()); err == nil {
		w.tell(but)
	}
	return failed, err
}

// statementError tells which statement of a step failed.
func statementError(step *plan.Step, failed int, err error) error {
	statement := step.Statements[failed]
	failure := &StepError{Step: step.ID, Side: catalog.Target, Object: statement.Name, SQL: statement.SQL, Err: err}
	if statement.Secret {
		failure.SQL = "" // may hold a password
	}
	return failure
}

// analyze collects a table's statistics. The run can do without them where the users' own functions or types fail it.
func (w *worker) analyze(ctx context.Context, step *plan.Step) (outcome, error) {
	t := beginTransaction()
	t.add(analyzeSQL(step), 0)
	t.journal(&task{Step: step})
	object := "table " + step.Table.Name.Plain()
	_, err := t.commit(ctx, w.target.PgConn())
	switch {
	case err == nil:
		return outcome{}, nil
	case ddl.ForgivableReading(catalog.SQLState(err)):
		return outcome{}, w.pass(ctx, step, journal.Exception{Place: -1, Object: "statistics of " + object, Reason: refusal(err)})
	}
	return outcome{}, &StepError{Step: step.ID, Side: catalog.Target, Object: object, Err: err}
}

// vacuum sets down that a table's rows are visible. It refuses a transaction, but does no harm when it is done twice.
func (w *worker) vacuum(ctx context.Context, step *plan.Step) (outcome, error) {
	_, err := w.target.Exec(ctx, "VACUUM (FREEZE) "+step.Table.Target.String(), pgx.QueryExecModeExec)
	if err == nil {
		_, err = w.finish(ctx, beginTransaction(), step, nil)
	}
	if err != nil {
		return outcome{}, &StepError{Step: step.ID, Side: catalog.Target, Object: "table " + step.Table.Name.Plain(), Err: err}
	}
	return outcome{}, nil
}

// analyzeSQL is the command that collects the statistics of a step's table.
func analyzeSQL(step *plan.Step) string { return "ANALYZE " + step.Table.Target.String() }

// transaction collects statements that go down a pipeline as one transaction, in one round trip.
type transaction struct {
	batch pgconn.Batch
	about []int // which of the caller's statements each of the batch belongs to, -1 for none
}

// beginTransaction returns one that begins with BEGIN; the zero transaction goes on with what is open.
func beginTransaction() *transaction {
	t := &transaction{}
	t.add("BEGIN", -1)
	return t
}

// add appends a statement that belongs to the caller's statement number about.
func (t *transaction) add(sql string, about int) {
	t.batch.ExecParams(sql, nil, nil, nil, nil)
	t.about = append(t.about, about)
}

// addStatement appends a statement of a plan, as the role that has to run it.
func (t *transaction) addStatement(statement *ddl.Statement, about int) {
	if statement.As != "" {
		t.add("SET LOCAL ROLE "+catalog.Ident(statement.As), about)
	}
	t.add(statement.SQL, about)
	if statement.As != "" {
		t.add("RESET ROLE", about)
	}
}

// journal appends the rows that say that tasks are done, and those that say but for what.
func (t *transaction) journal(tasks ...*task) {
	done := make([]journal.Done, len(tasks))
	for i, task := range tasks {
		done[i] = journal.Done{Step: task.Step, Rows: task.rows, Bytes: task.bytes, But: task.but}
	}
	t.note(journal.Note(done...)...)
}

// note appends rows of the journal.
func (t *transaction) note(rows ...journal.Row) {
	for _, row := range rows {
		t.batch.ExecParams(row.SQL, row.Parameters, nil, nil, nil)
		t.about = append(t.about, -1)
	}
}

// sync appends the rows that say where copied tables' rows stand in the stream.
func (w *worker) sync(ctx context.Context, t *transaction, tasks ...*task) error {
	if w.run.journal.Follow == nil || tasks[0].Kind != plan.Copy && tasks[0].Kind != plan.CopyAgain {
		return nil
	}
	at := journal.Position{LSN: w.run.journal.Follow.SnapshotLSN}
	if err := w.source.QueryRow(ctx, "select pg_catalog.pg_current_wal_insert_lsn()::text").Scan(&at.Settled); err != nil {
		return fmt.Errorf("asking the source for its position: %w", err)
	}
	for _, task := range tasks {
		at.Build = w.run.built[task.Table.Name]
		t.note(at.Note(task.Table.Name))
	}
	return nil
}

// commit ends the transaction and sends everything. When a statement fails, all is rolled back, and failed says which of
// the caller's it was, or -1.
func (t *transaction) commit(ctx context.Context, conn *pgconn.PgConn) (failed int, err error) {
	t.add("COMMIT", -1)
	return t.send(ctx, conn)
}

// send sends what was added, in one round trip. When a statement fails, all is rolled back.
func (t *transaction) send(ctx context.Context, conn *pgconn.PgConn) (failed int, err error) {
	if failed, err = t.try(ctx, conn); err != nil {
		err = rollback(ctx, conn, err)
	}
	return failed, err
}

// try sends what was added, in one round trip. When a statement fails, what comes of that is left to the caller.
func (t *transaction) try(ctx context.Context, conn *pgconn.PgConn) (failed int, err error) {
	results := conn.ExecBatch(ctx, &t.batch)
	done := 0
	for results.NextResult() {
		if _, err := results.ResultReader().Close(); err != nil {
			break
		}
		done++
	}
	if err := results.Close(); err != nil {
		return t.about[min(done, len(t.about)-1)], err
	}
	return -1, nil
}

// rollback ends a failed transaction, so that the session can go on, and returns why it failed.
func rollback(ctx context.Context, conn *pgconn.PgConn, cause error) error {
	if conn.IsClosed() || conn.TxStatus() == 'I' {
		return cause
	}
	_, _ = conn.Exec(ctx, "ROLLBACK").ReadAll() // a session that cannot even do this is closed by its worker
	return cause
}
