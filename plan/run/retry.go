package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/plan"
)

// The pauses between tries of a step: the first, and the longest.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

// persist carries out a step, and again after a broken connection, until RetryFor has passed since the first break.
func (w *worker) persist(ctx context.Context, step *plan.Step) (outcome, error) {
	did, err := w.carryOut(ctx, step)
	pause := firstPause
	for broke := time.Now(); err != nil && time.Since(broke) < w.RetryFor && w.isBroken(err); pause = min(2*pause, longestPause) {
		w.emit(StepRetried{Step: step, Err: err, Pause: pause})
		if err := wait(ctx, pause); err != nil {
			return outcome{}, err
		}
		var done bool
		if done, err = w.settle(ctx, step); err != nil {
			continue
		}
		if done {
			but, err := readExceptions(ctx, w.target, step.ID)
			w.tell(but)
			return outcome{}, err
		}
		did, err = w.carryOut(ctx, step)
	}
	return did, err
}

// wait sleeps, unless the context ends.
func wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(pause):
		return nil
	}
}

// isBroken says whether a step failed for its connection: a session is gone, or could not be opened.
func (w *worker) isBroken(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return brokenState(refused.Code)
	}
	var unreachable *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &unreachable) || errors.As(err, &network) {
		return true
	}
	return closed(w.target) || closed(w.source)
}

func closed(conn *pgx.Conn) bool { return conn != nil && conn.IsClosed() }

// brokenState tells the SQLSTATEs by which a server ends or refuses a session for reasons that pass: class 08, shutdown,
// crash, start-up, too many connections.
func brokenState(code string) bool {
	switch code {
	case "57P01", "57P02", "57P03", "53300":
		return true
	}
	return strings.HasPrefix(code, "08")
}

// settle replaces the worker's sessions, and finds out whether the step that they were at was committed after all.
func (w *worker) settle(ctx context.Context, step *plan.Step) (done bool, err error) {
	var orphan uint32
	if w.target != nil {
		orphan = w.target.PgConn().PID()
	}
	w.close(ctx)
	if err := w.connect(ctx); err != nil {
		return false, err
	}
	if err := endSession(ctx, w.target, orphan); err != nil {
		return false, err
	}
	err = w.target.QueryRow(ctx, "select exists (select from copydb.step where id = $1)", step.ID).Scan(&done)
	if err != nil {
		return false, fmt.Errorf("asking the journal for step %q: %w", step.ID, err)
	}
	return done, nil
}
