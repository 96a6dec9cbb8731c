package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// running is a transaction that is in progress on the source, and is applied meanwhile: by an applier of its own, in a
// goroutine and a session of its own, as a transaction of the target that is not committed before the source's has.
type running struct {
	*applier
	xid      pgoutput.XID
	target   catalog.Endpoint
	portions chan portion
	undo     chan struct{} // closed: it is to be rolled back
	undone   bool          // undo is closed
	done     chan struct{} // closed when it has ended on the target, and the goroutine with it

	changes int  // applied
	again   bool // some had to be written row by row
}

// portion is what an applier hands to a running transaction.
type portion struct {
	block *heldBlock
	// commit, if it is not nil: the transaction has committed, and the progress is to move on from a position.
	commit *pgoutput.Commit
	from   catalog.LSN
}

// maxPortions bounds what a running transaction has been handed and not taken. What bounds its bytes is the feed's budget.
const maxPortions = 256

// farthest is behind every commit: where a running transaction's own is taken to be.
const farthest = ^catalog.LSN(0)

// startRunning begins to apply a transaction in progress. If that fails, the applier's context ends with the reason.
func (a *applier) startRunning(ctx context.Context, xid pgoutput.XID) *running {
	r := &running{
		applier:  newApplier(a.config, lane{}),
		xid:      xid,
		target:   a.config.Target,
		portions: make(chan portion, maxPortions),
		undo:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	r.config.Durable, r.config.EndPos, r.config.Paused = nil, nil, nil
	r.config.Emit = func(event Event) {
		r.changes += event.Changes
		r.again = r.again || event.Again
	}
	r.early, r.impatient = true, true
	r.replica, r.epoch, r.applied = a.replica, a.epoch, a.applied
	r.looker = looker{Conn: a.looker.Conn, mutex: a.looker.mutex}
	r.txn.open, r.txn.final = true, farthest
	go func() {
		defer close(r.done)
		if err := r.apply(ctx); err != nil {
			a.stop(notEarly(err))
		}
		r.release()
	}()
	return r
}

// notEarly makes a *RunningError of an error that may not stand when it is the transaction's turn.
func notEarly(err error) error {
	var running *RunningError
	var refused *Error
	var diverged *DivergedError
	var drift *DriftError
	switch {
	case errors.As(err, &running):
		return err
	case errors.As(err, &refused):
		refused.LSN = 0 // it has none yet
	case errors.As(err, &diverged):
		diverged.LSN = 0
	case errors.As(err, &drift), errors.Is(err, errWatched), errors.Is(err, errInCopy):
	default:
		return err
	}
	return &RunningError{Err: err}
}

// give hands something over.
func (r *running) give(ctx context.Context, p portion) error {
	select {
	case r.portions <- p:
		return nil
	case <-ctx.Done():
		p.block.drop()
		return context.Cause(ctx)
	}
}

// await waits for the end on the target.
func (r *running) await(ctx context.Context) error {
	select {
	case <-r.done:
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// release hands all blocks back.
func (r *running) release() {
	for _, b := range append(r.inFlight, r.batch) {
		if b != nil {
			b.release()
		}
	}
	for {
		select {
		case p := <-r.portions:
			p.block.drop()
		default:
			return
		}
	}
}

// apply applies the transaction until it ends.
func (r *running) apply(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		if ctx.Err() != nil || errors.Is(err, ErrFenced) {
			return err
		}
		return &RunningError{Err: err}
	}
	defer r.session.conn.Close(context.WithoutCancel(ctx))
	defer func() { r.session.end(false) }()
	defer context.AfterFunc(ctx, r.session.interrupt)()
	r.batch = r.newBatch()
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		select {
		case p := <-r.portions:
			if p.commit != nil {
				return r.commitNow(ctx, p)
			}
			if err := r.takePortion(ctx, p.block); err != nil {
				return err
			}
			if err := r.sendEarly(ctx); err != nil {
				return err
			}
		case b, open := <-r.session.answered:
			if !open {
				return r.session.broken
			}
			if err := r.finish(ctx, b); err != nil {
				return err
			}
		case <-ticks.C:
			if err := r.sendRest(ctx); err != nil {
				return err
			}
		case <-r.undo:
			return r.abandon(ctx)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// takePortion goes through a part of a segment.
func (r *running) takePortion(ctx context.Context, block *heldBlock) error {
	defer block.drop()
	for i := range block.Frames {
		if block.Frames[i].Kind != frames.Message {
			continue
		}
		if err := r.message(ctx, block, i); err != nil {
			return err
		}
	}
	return nil
}

// sendEarly sends what is worth it to a target that has nothing to do.
func (r *running) sendEarly(ctx context.Context) error {
	if len(r.inFlight) > 0 || r.batch.bytes < worthwhileBytes {
		return nil
	}
	return r.cutOpenNow(ctx)
}

// sendRest sends what has come, however little, where nothing more does: a feed may wait for room.
func (r *running) sendRest(ctx context.Context) error {
	if len(r.inFlight) > 0 || len(r.batch.spans) == 0 || time.Since(r.batch.started) < batchAge {
		return nil
	}
	return r.cutOpenNow(ctx)
}

// commitNow moves the progress, and commits.
func (r *running) commitNow(ctx context.Context, p portion) error {
	defer p.block.drop()
	for _, announced := range r.relations {
		if announced.start > p.commit.LSN {
			return errInCopy
		}
	}
	r.sent = p.from
	r.batch.add(p.block, 0)
	r.batch.commit(p.commit)
	how := whole
	if r.large {
		how = last
	}
	if err := r.cut(ctx, how); err != nil {
		return err
	}
	return r.drain(ctx)
}

// runningLock is the advisory lock that the sessions of running transactions share, so that a copydb that takes over finds them.
const runningLock = 0x636f7079_6462414c // "copydbAL"

// open connects.
func (r *running) open(ctx context.Context) error {
	conn, pinned, err := r.target.Dial(ctx, "apply-running")
	if err != nil {
		return fmt.Errorf("connecting for a transaction in progress: %w", err)
	}
	if _, err := conn.PgConn().Exec(ctx, strings.Join(append(pinned, r.settings()), ";")).ReadAll(); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		if catalog.SQLState(err) == divisionByZero {
			err = ErrFenced
		}
		return fmt.Errorf("connecting for a transaction in progress: %w", err)
	}
	r.session = newSession(conn)
	return nil
}

// settings are those of the session. Whoever takes over moves the epoch, and then ends the sessions that have the lock: so a session
// either has the lock by then, or waits for the epoch and sees that it is another one.
func (r *running) settings() string {
	sql := settings + ";" + setImpatient + ";"
	if r.replica {
		sql += setReplica + ";"
	}
	return sql + fmt.Sprintf(`SELECT pg_catalog.pg_advisory_lock_shared(%d);
		SELECT 1 / pg_catalog.count(*) FROM (SELECT FROM copydb.progress WHERE lane = 0 AND epoch = %d FOR SHARE) mine`, runningLock, r.epoch)
}
