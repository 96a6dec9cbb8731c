package apply

import (
	"context"
	"fmt"
	"maps"
	"time"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// How often a batch is tried that meets deadlocks, cancelled statements and the like, and how long we wait in between.
const (
	maxTries = 20
	tryPause = 50 * time.Millisecond
)

// build collects a batch anew from its frames, as those that are applied row by row are, and those that are split. The transaction that
// is open is its last one then, by which seal decides whether rows have to be met.
func (a *applier) build(b *batch) error {
	a.unprepare(b)
	b.empty()
	a.forgetPending()
	kept := a.batch
	a.batch = b
	defer func() { a.batch = kept }()
	a.txn.final = b.final
	changes := b.open.changes
	closed := b.closed
	var decoder pgoutput.Decoder
	for _, s := range b.spans {
		for i := s.from; i < s.to; i++ {
			frame := &s.block.Frames[i]
			message, err := decoder.Decode(frame.LSN, frame.Data)
			if err != nil {
				return err
			}
			if m, ok := message.(*pgoutput.Begin); ok {
				a.txn.final = m.Final
			}
			if err := a.change(message); err != nil {
				return err
			}
		}
	}
	b.open.changes, b.closed = changes, closed
	b.generation = a.generation
	return nil
}

// buildOpen builds a batch to which more is added.
func (a *applier) buildOpen(b *batch) error {
	open := a.txn
	defer func() { a.txn = open }()
	return a.build(b)
}

// unprepare takes back what a batch was to prepare and never sent, or what it sent that was rolled back.
func (a *applier) unprepare(b *batch) {
	if b.generation == a.generation {
		for _, s := range b.prepares {
			s.generation = 0
		}
	}
	b.prepares = b.prepares[:0]
}

// rebuild writes a sealed batch anew.
func (a *applier) rebuild(b *batch) error {
	open := a.txn
	defer func() { a.txn = open }()
	if err := a.build(b); err != nil {
		return err
	}
	a.sealApart(b)
	return nil
}

// recover brings the target to where it was before a batch that failed, and applies that one, and those that were in flight
// behind it, again. None of those can have been committed: the transaction that failed is still open there, or the progress
// row is not as they need it.
func (a *applier) recover(ctx context.Context, b *batch) error {
	failed := []*batch{b}
	for len(a.inFlight) > 0 {
		next, open := <-a.session.answered
		if !open {
			return a.session.broken
		}
		a.land(next)
		if next.failure == nil {
			panic("BUG: a batch was applied behind one that failed")
		}
		failed = append(failed, next)
	}
	if err := a.fatal(b); err != nil {
		return err
	}
	collected := a.batch
	for i, next := range failed {
		if i > 0 {
			next.failure = nil
		}
		if err := a.retry(ctx, next); err != nil {
			return err
		}
	}
	a.batch = collected
	if collected.sealed {
		return nil // it is about to be sent, and is written anew before
	}
	return a.buildOpen(collected)
}

// retry applies a batch by itself until it is applied, or an error stands.
func (a *applier) retry(ctx context.Context, b *batch) error {
	for try := 0; ; try++ {
		if failure := b.failure; failure != nil {
			if err := a.rollBack(ctx, b); err != nil {
				return err
			}
			if !transient(failure) || b.tries >= maxTries {
				b.exact, b.again = true, true
				a.markExact(b)
			}
		} else if try > 0 {
			a.done(b)
			return nil
		}
		if try > 0 {
			if err := catalog.Pause(ctx, tryPause); err != nil {
				return err
			}
		}
		if err := a.rebuild(b); err != nil {
			return err
		}
		if err := a.sendAndHear(ctx, b); err != nil {
			return err
		}
		if b.failure != nil {
			if err := a.fatal(b); err != nil {
				return err
			}
		}
	}
}

// markExact keeps the table whose rows failed out of what is written together, for a while.
func (a *applier) markExact(b *batch) {
	if t := b.failed().table; t != nil {
		t.exact = exactBatches
		a.cooling[t] = true
	}
}

// fatal is the error that a batch's failure means, nil if it is worth another try.
func (a *applier) fatal(b *batch) error {
	s := b.failed()
	switch {
	case s.op == opProgress && b.failure.Code == divisionByZero:
		return ErrFenced
	case a.impatient && b.failure.Code == catalog.LockNotAvailable:
		return &RunningError{Err: &Error{Doing: "waiting for a lock", Err: b.failure}}
	case transient(b.failure) && b.tries < maxTries:
		b.tries++
		return nil
	case s.op == opCommit:
		return &Error{Doing: fmt.Sprintf("committing changes up to %s", b.to), Err: b.failure}
	case s.table == nil:
		return &Error{Doing: "applying changes", Err: b.failure}
	case !b.exact:
		return nil
	case s.checked() && b.failure.Code == divisionByZero:
		return &DivergedError{Doing: s.op.String(), Table: s.table.name, Key: s.table.keyNames(), LSN: s.lsn}
	}
	return &Error{Doing: s.op.String(), Table: s.table.name, Key: s.table.keyNames(), LSN: s.lsn, Err: b.failure}
}

func (s step) checked() bool { return s.op != opInsert && s.op != opCopy && s.op != opTruncate }

// rollBack undoes what a batch did before it failed, and has all statements prepared anew: some may not have been.
func (a *applier) rollBack(ctx context.Context, b *batch) error {
	undo := "ROLLBACK TO SAVEPOINT " + savepoint
	if b.part.begins() {
		undo = "ROLLBACK"
	}
	a.generation++
	a.prepared = 0
	a.outdated = false
	return a.control(ctx, "rolling back", undo, "DEALLOCATE ALL")
}

// control runs statements by themselves. Nothing is in flight.
func (a *applier) control(ctx context.Context, doing string, statements ...string) error {
	b := controlBatch(statements...)
	if err := a.sendAndHear(ctx, b); err != nil {
		return err
	}
	if b.failure != nil {
		return &Error{Doing: doing, Err: b.failure}
	}
	return nil
}

// controlBatch is statements by themselves.
func controlBatch(statements ...string) *batch {
	b := &batch{part: control}
	for _, sql := range statements {
		b.body.run(sql)
	}
	b.body.sync()
	return b
}

// sendAndHear sends one batch and waits for its answer.
func (a *applier) sendAndHear(ctx context.Context, b *batch) error {
	if err := a.session.send(b); err != nil {
		return err
	}
	select {
	case _, open := <-a.session.answered:
		if !open {
			return a.session.broken
		}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// restart: a new session of the stream. The transaction that was open will come again, whole.
func (a *applier) restart(ctx context.Context, at catalog.LSN) error {
	if a.lane.number > 0 && at > a.lane.parted {
		return &togetherError{at}
	}
	a.decoder.Reset()
	if a.large { // before the others: what is set once they are gone would be rolled back with it
		if err := a.abandon(ctx); err != nil {
			return err
		}
	}
	if err := a.dropAllRunning(ctx); err != nil {
		return err
	}
	if a.batch.closed.transactions > 0 {
		rest, err := a.cutComplete(ctx)
		if err != nil {
			return err
		}
		rest.release()
	}
	a.forget()
	return nil
}

// abandon rolls back the transaction that is open on the target.
func (a *applier) abandon(ctx context.Context) error {
	if err := a.drain(ctx); err != nil {
		return err
	}
	a.large = false
	return a.rollBack(ctx, &batch{part: first})
}

// forget drops what has been collected.
func (a *applier) forget() {
	a.txn.open = false
	a.forgetPending()
	a.unprepare(a.batch)
	a.batch.release()
	a.batch = a.newBatch()
}

func (a *applier) forgetPending() {
	for _, t := range a.dirty {
		t.pending.reset()
	}
	a.dirty = a.dirty[:0]
	a.space.reset()
}

// announce takes in the description of a relation. If another one is in use, what came before goes to the target first.
func (a *applier) announce(ctx context.Context, m *pgoutput.Relation) error {
	known := a.relations[m.ID]
	if known != nil && known.Relation.Equal(m) {
		return nil
	}
	source := sourceName(m)
	next := &relation{Relation: m, ignored: !a.config.include(source), start: a.config.start(source)}
	if known == nil {
		a.relations[m.ID] = next
		return nil
	}
	if a.lane.number > 0 && a.txn.open && !a.txn.skipped {
		return &togetherError{a.txn.final}
	}
	if len(a.batch.spans) > 0 {
		if err := a.cutForRelation(ctx); err != nil {
			return err
		}
	}
	changed := maps.Clone(a.relations)
	changed[m.ID] = next
	a.relations, a.batch.relations = changed, changed
	return nil
}

// cutForRelation sends all that has come. What has come of the open transaction stays if it is nothing but its beginning.
func (a *applier) cutForRelation(ctx context.Context) error {
	if a.batch.closed.transactions > 0 {
		if err := a.cutBefore(ctx); err != nil {
			return err
		}
	}
	if a.batch.open.changes == 0 && !a.large {
		return nil
	}
	return a.cutOpenNow(ctx)
}
