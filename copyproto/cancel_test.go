package copyproto_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

var errStop = errors.New("the test stops the copy")

func TestPipePreCancelled(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	p.begin(t)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errStop)
	if _, err := copyproto.Pipe(ctx, p.source, p.target, endless, copyIn, nil); !errors.Is(err, errStop) {
		t.Errorf("error is %v, want the cause of the cancelled context", err)
	}
	checkUsable(t, p.source, 'T')
	checkUsable(t, p.target, 'T')
}

// TestPipeCancelled ends the context while rows flow.
func TestPipeCancelled(t *testing.T) {
	t.Parallel()
	for _, status := range []byte{'I', 'E'} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable)
			if status == 'E' {
				p.begin(t)
			}
			ctx, cancel := context.WithCancelCause(context.Background())
			_, err := copyproto.Pipe(ctx, p.source, p.target, endless, copyIn, midway(func() { cancel(errStop) }))
			checkStopped(t, p, err)
			checkUsable(t, p.source, status)
			checkUsable(t, p.target, status)
		})
	}
}

// TestPipeCancelledWhenStuck ends the context while either server is stuck before, in or after the rows.
func TestPipeCancelledWhenStuck(t *testing.T) {
	t.Parallel()
	const stuckTrigger = `
		create function stick() returns trigger language plpgsql as 'begin perform pg_sleep(600); return null; end';
		create trigger stick %s on t for each statement execute function stick()`
	const few = "copy (select i, 'x' from generate_series(1, 9) i) to stdout"
	for _, test := range []struct {
		name, targetSQL, copyOut string
		sourceIsDone             bool // the source has sent all by then, so that its transaction is well
	}{
		{
			name: "source sends nothing", copyOut: "copy (select 1, pg_sleep(600)) to stdout",
		},
		{
			name: "source stops sending",
			copyOut: `copy (select i, case i when 2000 then pg_sleep(600)::text else repeat('x', 1000) end
				from generate_series(1, 9999) i) to stdout`,
		},
		{
			name: "target is stuck before the first row", copyOut: endless, targetSQL: fmt.Sprintf(stuckTrigger, "before insert"),
		},
		{
			name: "target is stuck in a row", copyOut: endless,
			targetSQL: "alter table t add check (i <> 5000 or pg_sleep(600) is null)",
		},
		{
			name: "target is stuck after the last row", copyOut: few, targetSQL: fmt.Sprintf(stuckTrigger, "after insert"),
			sourceIsDone: true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable+";"+test.targetSQL)
			for _, status := range []byte{'I', 'E'} {
				if status == 'E' {
					p.begin(t)
				}
				err := pipeUntil(t, p, test.copyOut, "wait_event = 'PgSleep'")
				checkStopped(t, p, err)
				checkUsable(t, p.source, sourceStatus(status, test.sourceIsDone))
				checkUsable(t, p.target, status)
			}
		})
	}
}

// pipeUntil copies until one of the pair's backends meets a condition on pg_stat_activity, and then ends the context.
func pipeUntil(t *testing.T, p pair, copyOut, condition string) error {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	ended := make(chan error, 1)
	go func() {
		_, err := copyproto.Pipe(ctx, p.source, p.target, copyOut, copyIn, nil)
		ended <- err
	}()
	for len(ended) == 0 && countBackends(t, p, condition) == "0" {
		time.Sleep(10 * time.Millisecond)
	}
	cancel(errStop)
	return <-ended
}

// checkStopped checks that the copy ended for the cause of the context, and that neither backend is still at work.
func checkStopped(t *testing.T, p pair, err error) {
	t.Helper()
	if !errors.Is(err, errStop) {
		t.Errorf("error is %v, want the cause of the cancelled context", err)
	}
	if got := countBackends(t, p, "state = 'active'"); got != "0" {
		t.Errorf("%s backends are still at work", got)
	}
}

// countBackends counts those of a pair that meet a condition on pg_stat_activity. Both are of one server.
func countBackends(t *testing.T, p pair, condition string) string {
	t.Helper()
	return pgtest.Query(t, p.sourceURL, fmt.Sprintf("select count(*) from pg_stat_activity where pid in (%d, %d) and %s",
		p.source.PID(), p.target.PID(), condition))[0][0]
}

// TestPipeCancelledWhileLocked has the target wait for a lock of another session.
func TestPipeCancelledWhileLocked(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	locker := connect(t, p.targetURL)
	exec(t, locker, "begin; lock table t in access exclusive mode")
	err := pipeUntil(t, p, endless, "wait_event_type = 'Lock'")
	checkStopped(t, p, err)
	checkUsable(t, p.source, 'I')
	checkUsable(t, p.target, 'I')
}

// TestPipeAsksAgainToCancel fails the target while the source has not yet begun with its statement: a request to cancel has
// no effect then.
func TestPipeAsksAgainToCancel(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	p.begin(t)
	signal(t, p.source, syscall.SIGSTOP)
	ended := make(chan error, 1)
	go func() {
		_, err := p.pipe(endless, "copy t from nowhere")
		ended <- err
	}()
	for len(ended) == 0 && countBackends(t, p, "state like '%aborted%'") == "0" {
		time.Sleep(10 * time.Millisecond)
	}
	signal(t, p.source, syscall.SIGCONT)
	checkServerError(t, <-ended, catalog.Target, "42601")
	checkUsable(t, p.source, 'E')
	checkUsable(t, p.target, 'E')
}

// TestPipeCancelledAgainstHungServer stops a backend's process, so that it can neither read, write nor heed a cancel request.
func TestPipeCancelledAgainstHungServer(t *testing.T) {
	t.Parallel()
	for _, side := range []catalog.Side{catalog.Source, catalog.Target} {
		t.Run(string(side), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable)
			hung, other := p.sides(side)
			ctx, cancel := context.WithCancelCause(context.Background())
			_, err := copyproto.Pipe(ctx, p.source, p.target, endless, copyIn, midway(func() {
				signal(t, hung, syscall.SIGSTOP)
				cancel(errStop)
			}))
			signal(t, hung, syscall.SIGCONT)
			if !errors.Is(err, errStop) {
				t.Errorf("error is %v, want the cause of the cancelled context", err)
			}
			checkClosed(t, hung)
			checkUsable(t, other, 'I')
		})
	}
}

func signal(t *testing.T, conn *pgconn.PgConn, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(int(conn.PID()), signal); err != nil {
		t.Error(err)
	}
}

// TestPipeDeadline checks that a deadline is reported as one.
func TestPipeDeadline(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := copyproto.Pipe(ctx, p.source, p.target, "copy (select 1, pg_sleep(600)) to stdout", copyIn, nil)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want the context's", err)
	}
	checkUsable(t, p.source, 'I')
	checkUsable(t, p.target, 'I')
}
