package run

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/plan/journal"
)

// The pauses between tries of a step: the first, and the longest.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

// persist carries out tasks, and again after a broken connection, until RetryFor has passed since the first break.
func (w *worker) persist(ctx context.Context, tasks []*task) error {
	err := w.carryOutAll(ctx, tasks)
	pause := firstPause
	for broke := time.Now(); err != nil && time.Since(broke) < w.RetryFor && w.isBroken(err); pause = min(2*pause, longestPause) {
		if ctx.Err() != nil { // the run has ended, and closed the sessions
			return context.Cause(ctx)
		}
		w.emit(StepRetried{Step: firstOpen(tasks).Step, Err: err, Pause: pause})
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
		if err = w.settle(ctx, tasks); err == nil {
			err = w.carryOutAll(ctx, tasks)
		}
	}
	return err
}

// firstOpen returns the first task that is not done, of tasks that are not all done.
func firstOpen(tasks []*task) *task {
	return tasks[slices.IndexFunc(tasks, func(t *task) bool { return !t.done })]
}

// isBroken says whether a step failed for its connection: a session is gone, or could not be opened.
func (w *worker) isBroken(err error) bool {
	return catalog.IsBroken(err) || catalog.SQLState(err) == "" && (closed(w.target) || closed(w.source))
}

func closed(conn *pgx.Conn) bool { return conn != nil && conn.IsClosed() }

// settle replaces the worker's sessions, and finds out which of the tasks that they were at were committed after all.
func (w *worker) settle(ctx context.Context, tasks []*task) error {
	var orphan uint32
	if w.target != nil {
		orphan = w.target.PgConn().PID()
	}
	w.close(ctx)
	if err := w.connect(ctx); err != nil {
		return err
	}
	if err := journal.EndSession(ctx, w.target, orphan); err != nil {
		return err
	}
	for _, task := range tasks {
		if task.done {
			continue
		}
		done, err := journal.IsDone(ctx, w.target, task.ID)
		if err != nil {
			return err
		}
		if task.done = done; done {
			but, err := journal.ReadExceptions(ctx, w.target, task.ID)
			if err != nil {
				return err
			}
			w.tell(but)
		}
	}
	return nil
}
