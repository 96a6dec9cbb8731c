package apply

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// The types of the parameters of advance.
const (
	oidLSN  = 3220
	oidInt4 = 23
)

const savepoint = "copydb"

func (a *applier) newBatch() *batch {
	b := &batch{}
	if n := len(a.spare); n > 0 {
		old := a.spare[n-1]
		a.spare = a.spare[:n-1]
		b.head.out, b.body, b.tail.out = old.head.out, old.body, old.tail.out
		b.steps, b.headSteps = old.steps, old.headSteps
		b.empty()
	}
	b.final = a.txn.final
	b.relations = a.relations
	b.started = time.Now()
	if a.prepared > maxPrepared {
		a.generation++
		a.prepared = 0
		a.outdated = true
	}
	b.generation = a.generation
	return b
}

// whenFull cuts the batch amid a transaction that is too large for it.
func (a *applier) whenFull(ctx context.Context) error {
	if a.batch.bytes < batchBytes {
		return nil
	}
	return a.cutOpen(ctx)
}

// cutOpen sends what has come of the transaction that is open. Those that are complete go before, by themselves: if the rest
// never comes, the open one alone is rolled back.
func (a *applier) cutOpen(ctx context.Context) error {
	if a.batch.closed.transactions > 0 {
		if err := a.cutBefore(ctx); err != nil {
			return err
		}
		if a.batch.bytes < batchBytes {
			return nil
		}
	}
	return a.cutOpenNow(ctx)
}

// cutComplete sends the transactions that are complete, and returns what has come of the next one.
func (a *applier) cutComplete(ctx context.Context) (rest *batch, err error) {
	open := a.txn
	defer func() { a.txn = open }()
	rest = a.batch.split()
	if err := a.build(a.batch); err != nil {
		return rest, err
	}
	return rest, a.cut(ctx, whole)
}

// cutBefore sends the transactions that are complete, and goes on with what has come of the next one.
func (a *applier) cutBefore(ctx context.Context) error {
	rest, err := a.cutComplete(ctx)
	if err != nil {
		return err
	}
	a.batch = rest
	return a.buildOpen(rest)
}

// cut seals the batch that has been collected, sends it, and begins another.
func (a *applier) cut(ctx context.Context, p part) error {
	b := a.batch
	b.part, b.from, b.to = p, a.sent, a.sent
	if p.ends() {
		b.to = b.open.end
		a.sent = b.to
		if time.Since(a.durableAt) >= durableEvery {
			b.durable, a.durableAt, a.syncing = true, time.Now(), b.to
		}
	}
	a.large = p == first || p == middle
	a.seal(b)
	if err := a.send(ctx, b); err != nil {
		return err
	}
	a.batch = a.newBatch()
	return nil
}

// seal writes what is pending, and what is around it.
func (a *applier) seal(b *batch) {
	a.flushAll()
	for t := range a.cooling {
		if t.exact--; t.exact <= 0 {
			delete(a.cooling, t)
		}
	}
	a.sealHead(b)
	a.sealTail(b)
	b.sealed = true
}

// sealApart seals a batch that is not the one that is being collected.
func (a *applier) sealApart(b *batch) {
	kept := a.batch
	a.batch = b
	a.seal(b)
	a.batch = kept
}

// sealHead writes what stands before the changes: a transaction's beginning, or a savepoint within one that is larger than a batch.
func (a *applier) sealHead(b *batch) {
	run := func(sql string) {
		b.head.run(sql)
		b.headSteps = append(b.headSteps, step{op: opTransaction})
	}
	if a.outdated {
		run("DEALLOCATE ALL")
		a.outdated = false
	}
	if b.part.begins() {
		run("BEGIN")
		if b.durable {
			run("SET LOCAL synchronous_commit = on")
		}
		if b.part == whole || !a.early {
			a.moveProgress(&b.head, b.from, b.to)
			b.headSteps = append(b.headSteps, step{op: opProgress})
		}
	}
	if b.part != whole {
		run("SAVEPOINT " + savepoint)
	}
}

// sealTail writes what stands behind them.
func (a *applier) sealTail(b *batch) {
	run := func(op operation, sql string) {
		b.tail.run(sql)
		b.steps = append(b.steps, step{op: op})
	}
	if b.part != whole {
		run(opTransaction, "RELEASE SAVEPOINT "+savepoint)
	}
	if b.part == last {
		if b.durable {
			run(opTransaction, "SET LOCAL synchronous_commit = on")
		}
		a.moveProgress(&b.tail, b.from, b.to)
		b.steps = append(b.steps, step{op: opProgress})
	}
	if b.part.ends() {
		run(opCommit, "COMMIT")
	}
	b.tail.sync()
}

// moveProgress writes the compare-and-set of the progress row.
func (a *applier) moveProgress(w *wire, from, to catalog.LSN) {
	a.prepare(w, a.advance)
	at := w.bind(a.advance.name, 4, formatBinary)
	var value [8]byte
	for _, lsn := range [...]catalog.LSN{to, from} {
		binary.BigEndian.PutUint64(value[:], uint64(lsn))
		w.value(pgoutput.Value{Kind: pgoutput.Binary, Data: value[:]})
	}
	for _, number := range [...]int32{a.epoch, int32(a.lane.number)} {
		binary.BigEndian.PutUint32(value[:], uint32(number))
		w.value(pgoutput.Value{Kind: pgoutput.Binary, Data: value[:4]})
	}
	w.execute(at)
}

// send puts a batch in flight once there is room for it.
func (a *applier) send(ctx context.Context, b *batch) error {
	for len(a.inFlight) > 0 && (a.flying+b.bytes > windowBytes || len(a.inFlight) >= maxInFlight) {
		if err := a.await(ctx); err != nil {
			return err
		}
	}
	if b.generation != a.generation {
		if err := a.rebuild(b); err != nil {
			return err
		}
	}
	a.inFlight = append(a.inFlight, b)
	a.flying += b.bytes
	return a.session.send(b)
}

// await takes in one answer.
func (a *applier) await(ctx context.Context) error {
	select {
	case b, open := <-a.session.answered:
		if !open {
			return a.session.broken
		}
		return a.finish(ctx, b)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// land takes the oldest batch out of flight.
func (a *applier) land(b *batch) {
	if a.inFlight[0] != b {
		panic("BUG: answers out of order")
	}
	a.inFlight = a.inFlight[1:]
	a.flying -= b.bytes
}

// finish takes in the answer to the oldest batch in flight.
func (a *applier) finish(ctx context.Context, b *batch) error {
	a.land(b)
	if b.failure != nil {
		return a.recover(ctx, b)
	}
	a.done(b)
	return nil
}

// done is what follows when a batch is applied.
func (a *applier) done(b *batch) {
	b.release()
	if b.part.ends() {
		a.applied = b.to
		if b.durable {
			a.durable = b.to
			a.config.durable(b.to)
		}
		event := Event{Applied: b.to, Transactions: b.open.transactions, Changes: b.open.changes, Again: b.again}
		if b.open.transactions > 0 {
			event.Committed = b.open.committed.Time()
		}
		a.config.emit(event)
	} else if b.part != control {
		a.config.emit(Event{Applied: a.applied, Changes: b.open.changes, Again: b.again})
	}
	if len(a.spare) < 4 {
		a.spare = append(a.spare, b)
	}
}

// idle sends what there is, if the target has little left to do.
func (a *applier) idle(ctx context.Context) error {
	if len(a.inFlight) > 1 || a.batch.closed.transactions == 0 || a.behind && !a.batch.isWorthwhile() {
		return nil
	}
	if a.batch.partial() {
		return a.cutBefore(ctx)
	}
	return a.cut(ctx, whole)
}

// tick makes durable what is applied, and records a position that only keepalives brought. A feed may wait for room that it has
// when what came before is durable, or when what has come of a transaction is applied.
func (a *applier) tick(ctx context.Context) error {
	if len(a.inFlight) > 0 {
		return nil
	}
	if a.batch.closed.transactions > 0 {
		return a.idle(ctx)
	}
	if a.txn.open && !a.txn.skipped && len(a.batch.spans) > 0 && time.Since(a.batch.started) > batchAge {
		if !a.large && a.durable < a.sent {
			return a.beatBefore(ctx)
		}
		return a.cutOpenNow(ctx)
	}
	if a.large || a.batch.partial() {
		return nil
	}
	if a.durable < a.sent && time.Since(a.durableAt) >= durableEvery || a.sent < a.seen && time.Since(a.notedAt) >= noteEvery {
		return a.beat(ctx)
	}
	return nil
}

// cutOpenNow sends what has come of the open transaction, however little.
func (a *applier) cutOpenNow(ctx context.Context) error {
	if a.large {
		return a.cut(ctx, middle)
	}
	return a.cut(ctx, first)
}

// beat records the position up to which all has come, durably, and with it all before.
func (a *applier) beat(ctx context.Context) error {
	b := a.newBatch()
	b.part, b.from, b.to, b.durable = whole, a.sent, max(a.sent, a.seen), true
	a.sent, a.syncing = b.to, b.to
	a.durableAt, a.notedAt = time.Now(), time.Now()
	a.sealApart(b)
	return a.send(ctx, b)
}

// beatBefore makes durable what came before the transaction of which a part has come, and collects that part again.
func (a *applier) beatBefore(ctx context.Context) error {
	a.forgetPending()
	if err := a.beat(ctx); err != nil {
		return err
	}
	return a.buildOpen(a.batch)
}

// settle applies the transactions that are complete, forgets what has come of the next, makes all durable, and returns why.
func (a *applier) settle(ctx context.Context, why error) error {
	a.durableAt = time.Time{} // what is sent from now on waits for the disk
	if a.large {
		if err := a.abandon(ctx); err != nil {
			return errors.Join(why, err)
		}
	} else if a.batch.closed.transactions > 0 {
		rest, err := a.cutComplete(ctx)
		if err != nil {
			return errors.Join(why, err)
		}
		rest.release()
	}
	a.forget()
	if a.syncing < a.sent || a.sent < a.seen {
		if err := a.beat(ctx); err != nil {
			return errors.Join(why, err)
		}
	}
	return errors.Join(why, a.drain(ctx))
}

// drain waits until nothing is in flight.
func (a *applier) drain(ctx context.Context) error {
	for len(a.inFlight) > 0 {
		if err := a.await(ctx); err != nil {
			return err
		}
	}
	return nil
}
