package run

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
)

// worker carries out steps of one class, one after another, with sessions of its own that it opens when it first needs
// them.
type worker struct {
	*run
	class          plan.Class
	source, target *pgx.Conn
	locked         int // tables that the source's session has read, and keeps a lock on
}

// mostLocked is how many tables a session of the source may keep locked: all that it reads, until its transaction ends. By default a
// server has room for some thousands of locks of all sessions.
const mostLocked = 128

func (r *run) worker(class plan.Class) *worker { return &worker{run: r, class: class} }

// outcome is what a step did.
type outcome struct {
	rows, bytes int64
	but         []journal.Exception // what it did without
}

// task is a step in the hands of a worker.
type task struct {
	*plan.Step
	outcome
	took time.Duration
	done bool // committed
}

// work takes steps until there is none left, one fails, or the context ends.
func (w *worker) work(ctx context.Context, schedule *scheduler) error {
	defer w.close(ctx)
	if w.pool == nil && schedule.wants(w.class) {
		w.connectAhead(ctx)
	}
	for {
		steps := schedule.next(ctx, w.class)
		if len(steps) == 0 {
			return context.Cause(ctx)
		}
		if err := w.observe(ctx, steps); err != nil {
			return err
		}
		schedule.done(steps)
	}
}

// observe carries out steps, in one transaction where it can, between the events that tell of them.
func (w *worker) observe(ctx context.Context, steps []*plan.Step) error {
	leave, err := w.pool.take(ctx, w.class)
	if err != nil {
		return err
	}
	defer leave()
	start := time.Now()
	tasks := make([]*task, len(steps))
	for i, step := range steps {
		tasks[i] = &task{Step: step}
		w.emit(StepStarted{Step: step, At: start, Joins: i > 0})
	}
	err = w.persist(ctx, tasks)
	end := time.Now()
	for i, task := range tasks {
		finished := StepFinished{Step: task.Step, At: end, Took: task.took, Rows: task.rows, Bytes: task.bytes, Joins: i > 0}
		if len(tasks) == 1 {
			finished.Took = end.Sub(start)
		}
		if !task.done {
			finished.Err = err
		}
		w.emit(finished)
	}
	return err
}

// carryOutAll carries out what is not done of several tasks.
func (w *worker) carryOutAll(ctx context.Context, tasks []*task) error {
	if done, err := w.together(ctx, tasks); done || err != nil {
		return err
	}
	for _, task := range tasks {
		if task.done {
			continue
		}
		begun := time.Now()
		did, err := w.carryOut(ctx, task.Step)
		if err != nil {
			return err
		}
		task.outcome, task.took, task.done = did, time.Since(begun), true
	}
	return nil
}

// carryOut opens the sessions that the step needs, and does it.
func (w *worker) carryOut(ctx context.Context, step *plan.Step) (outcome, error) {
	if err := w.connect(ctx); err != nil {
		return outcome{}, err
	}
	if step.Table != nil && len(step.Statements) == 0 && w.isLeftOut(catalog.ClassRelation.Of(step.Table.OID)) {
		return outcome{}, w.pass(ctx, step)
	}
	switch step.Kind {
	case plan.Copy:
		w.locked++
		return w.copyRows(ctx, step)
	case plan.LargeObjects:
		return w.copyLargeObjects(ctx, step)
	case plan.Sequences, plan.SequencesAgain:
		return w.setSequences(ctx, step)
	case plan.CopyAgain:
		return w.copyAgain(ctx, step)
	case plan.ObjectsAgain:
		return w.objectsAgain(ctx, step)
	case plan.Vacuum:
		return w.vacuum(ctx, step)
	case plan.Statistics:
		return w.copyStatistics(ctx, step)
	case plan.Analyze:
		return w.analyze(ctx, step)
	default:
		return outcome{}, w.execute(ctx, step)
	}
}

// connectAhead opens the sessions before there is a step, while other workers make what the first one needs. What fails is tried
// again with that step.
func (w *worker) connectAhead(ctx context.Context) {
	if err := w.connect(ctx); err != nil {
		w.close(ctx)
	}
}

// connect opens the worker's sessions where they are not open yet, those of the two sides at the same time.
func (w *worker) connect(ctx context.Context) error {
	needsTarget, needsSource := w.target == nil, w.source == nil && w.class == plan.BothSides
	if needsTarget || needsSource {
		group, connecting := errgroup.WithContext(ctx)
		if needsTarget {
			group.Go(func() error { return w.connectTarget(connecting) })
		}
		if needsSource {
			group.Go(func() error { return w.connectSource(connecting) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	if w.locked >= mostLocked {
		w.locked = 0
		return catalog.RejoinSnapshot(ctx, w.source, w.snapshot.ID)
	}
	return nil
}

func (w *worker) connectTarget(ctx context.Context) (err error) {
	if w.target, err = w.Target.Connect(ctx, w.role()); err != nil {
		return err
	}
	if err := w.setPace(ctx); err != nil || w.class != plan.BothSides {
		return err
	}
	if err := w.speakRaw(ctx); err != nil {
		return err
	}
	return w.quieten(ctx)
}

// connectSource opens the source's session, which sees the run's snapshot.
func (w *worker) connectSource(ctx context.Context) (err error) {
	w.locked = 0
	if w.source, err = w.Source.Connect(ctx, w.role()); err != nil {
		return err
	}
	return catalog.JoinSnapshot(ctx, w.source, w.snapshot.ID)
}

// speakRaw makes the target's session pass text through as bytes where the source's encoding is none that converts to UTF-8: the
// source's does so from its beginning.
func (w *worker) speakRaw(ctx context.Context) error {
	encoding := w.facts.Server.Encoding
	if !catalog.PassesBytes(encoding) {
		return nil
	}
	if _, err := w.target.Exec(ctx, "SET client_encoding = "+catalog.Literal(encoding)); err != nil {
		return fmt.Errorf("setting the encoding of a session: %w", err)
	}
	return nil
}

// quieten switches off what rows would set off in tables that are there already. Preflight has made sure that it may be
// refused only where there is nothing of the kind.
func (w *worker) quieten(ctx context.Context) error {
	if !w.Options.Only.FillsIn() || w.Options.Only == plan.Blobs {
		return nil
	}
	allowed, err := catalog.MayReplica(ctx, w.target, w.run.target)
	if err != nil || !allowed {
		return err
	}
	if _, err := w.target.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return fmt.Errorf("switching off triggers in a session: %w", err)
	}
	return nil
}

// role is the session's in application_name.
func (w *worker) role() string {
	if w.class == plan.BothSides {
		return "copy"
	}
	return "ddl"
}

// close ends the worker's sessions. What they had not committed is rolled back by the servers.
func (w *worker) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	for _, conn := range []*pgx.Conn{w.source, w.target} {
		if conn != nil {
			part(ctx, conn)
		}
	}
	w.source, w.target = nil, nil
}

// part ends a session. Where a context ended in the middle of a statement, pgx asks the server in the background to cancel it:
// a program that did not wait for that could be gone before, and an index build go on for hours without it.
func part(ctx context.Context, conn *pgx.Conn) {
	_ = conn.Close(ctx) // nothing depends on a polite goodbye
	select {
	case <-conn.PgConn().CleanupDone():
	case <-ctx.Done():
	}
}

// closeTimeout bounds how long a goodbye to a server that does not answer may take.
const closeTimeout = 5 * time.Second
