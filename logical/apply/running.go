package apply

import (
	"context"
	"fmt"
	"maps"
	"time"

	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// maxRunning is how many transactions in progress are applied at once: each has two sessions on the target.
const maxRunning = 4

// SourceMemory is how much of transactions in progress a source should hold, in bytes, before it streams the largest of them to be
// applied: the less, the sooner the target has something to do, and the more transactions have sessions of their own.
const SourceMemory = 16 << 20

// patience is how long a session waits for a lock while transactions in progress are applied: one of them may have it, and
// keep it until the source commits.
const patience = 3 * time.Second

// startSegment begins or goes on with a transaction in progress. What has committed before it on the source, and may have
// touched the same rows, is committed on the target before any of it is applied.
func (a *applier) startSegment(ctx context.Context, m *pgoutput.StreamStart) error {
	if err := a.catchUp(ctx); err != nil {
		return err
	}
	r := a.running[m.XID]
	if r != nil && m.First {
		if err := a.dropRunning(ctx, r); err != nil {
			return err
		}
		r = nil
	}
	switch {
	case r == nil && !m.First:
		return &RunningError{Err: errUnknown}
	case r == nil && len(a.running) == maxRunning:
		return &RunningError{Err: errManyRunning}
	case r == nil:
		if err := a.becomeImpatient(ctx, true); err != nil {
			return err
		}
		r = a.startRunning(ctx, m.XID)
		a.running[m.XID] = r
	}
	a.segment = r
	return nil
}

// catchUp has everything committed on the target that has come of committed transactions.
func (a *applier) catchUp(ctx context.Context) error {
	if a.batch.closed.transactions > 0 {
		if err := a.cut(ctx, whole); err != nil {
			return err
		}
	}
	return a.drain(ctx)
}

// becomeImpatient bounds how long this session waits for locks, or does so no longer.
func (a *applier) becomeImpatient(ctx context.Context, impatient bool) error {
	if a.impatient == impatient {
		return nil
	}
	a.impatient = impatient
	sql := "SET lock_timeout = 0"
	if impatient {
		sql = setImpatient
	}
	return a.control(ctx, "setting lock_timeout", sql)
}

var setImpatient = fmt.Sprintf("SET lock_timeout = %d", patience.Milliseconds())

// handOn hands the open segment's frames to its transaction, and returns where they end.
func (a *applier) handOn(ctx context.Context, block *heldBlock, from int) (end int, err error) {
	end = from
	for end < len(block.Frames) && !endsSegment(&block.Frames[end]) {
		block.Frames[end].Unsegment()
		end++
	}
	if end > from {
		err = a.segment.give(ctx, portion{block: block.part(from, end)})
	}
	return end, err
}

func endsSegment(frame *frames.Frame) bool {
	return frame.Kind == frames.Session ||
		frame.Kind == frames.Message && pgoutput.KindOf(frame.Data) == pgoutput.KindStreamStop
}

// commitRunning commits a transaction that has been applied while it ran, behind all that committed before it.
func (a *applier) commitRunning(ctx context.Context, block *heldBlock, at int, m *pgoutput.StreamCommit) error {
	if err := a.reached(m.LSN); err != nil {
		return err
	}
	r := a.running[m.XID]
	switch {
	case r == nil && m.LSN < a.begun:
		return nil
	case r == nil:
		return &RunningError{Err: errUnknown}
	case m.LSN < a.begun:
		return a.dropRunning(ctx, r)
	}
	if err := a.catchUp(ctx); err != nil {
		return err
	}
	commit := pgoutput.Commit{LSN: m.LSN, End: m.End, Time: m.Time}
	if err := r.give(ctx, portion{block: block.part(at, at+1), commit: &commit, from: a.sent}); err != nil {
		return err
	}
	if err := r.await(ctx); err != nil {
		return err
	}
	a.behind = block.Frames[at].Sent.Time().Sub(m.Time.Time()) > behindAfter
	return a.committedRunning(ctx, r, &commit)
}

// committedRunning goes on from where a transaction has left the progress, with the relations that it has announced.
func (a *applier) committedRunning(ctx context.Context, r *running, m *pgoutput.Commit) error {
	a.seen = max(a.seen, m.End)
	a.sent, a.applied, a.durable, a.syncing = m.End, m.End, m.End, m.End
	a.durableAt = time.Now()
	a.config.durable(m.End)
	a.config.emit(Event{Applied: m.End, Committed: m.Time.Time(), Transactions: 1, Changes: r.changes, Again: r.again})
	maps.Copy(a.types, r.types)
	for _, announced := range r.relations {
		if err := a.announce(ctx, announced.Relation); err != nil {
			return err
		}
	}
	return a.forgetRunning(ctx, r)
}

// abortRunning drops a transaction that was rolled back on the source. Of what came of a part that was rolled back, some may have
// been applied already.
func (a *applier) abortRunning(ctx context.Context, m *pgoutput.StreamAbort) error {
	r := a.running[m.XID]
	switch {
	case r == nil:
		return nil
	case m.Sub != m.XID:
		return &RunningError{Err: errPartUndone}
	}
	return a.dropRunning(ctx, r)
}

// dropRunning rolls a transaction in progress back, and waits for that.
func (a *applier) dropRunning(ctx context.Context, r *running) error {
	if !r.undone {
		r.undone = true
		close(r.undo)
	}
	if err := r.await(ctx); err != nil {
		return err
	}
	return a.forgetRunning(ctx, r)
}

// dropAllRunning rolls all of them back.
func (a *applier) dropAllRunning(ctx context.Context) error {
	a.segment = nil
	for _, r := range a.running {
		if err := a.dropRunning(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// forgetRunning forgets a transaction that has ended on the target.
func (a *applier) forgetRunning(ctx context.Context, r *running) error {
	delete(a.running, r.xid)
	if len(a.running) > 0 {
		return nil
	}
	if err := a.drain(ctx); err != nil {
		return err
	}
	return a.becomeImpatient(ctx, false)
}

// awaitRunning waits until all goroutines of running transactions have ended. The context has.
func (a *applier) awaitRunning() {
	for _, r := range a.running {
		<-r.done
	}
}
