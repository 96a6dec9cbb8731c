package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical/apply"
	"copydb/plan/journal"
)

// apply applies changes until the end position is reached, and again after a connection broke, for RetryFor each time
// nothing went forward.
func (r *run) apply(ctx context.Context, c *changes, m *monitor, end func() catalog.LSN) error {
	positions, err := journal.ReadPositions(ctx, r.lock)
	if err != nil {
		return err
	}
	if err := r.takeOff(ctx); err != nil {
		return err
	}
	pause := firstPause
	for broke := time.Now(); ; pause = min(2*pause, longestPause) {
		before := m.replayed()
		err := r.applyOnce(ctx, c, m, positions, end)
		if err == nil {
			m.reach(end())
			return nil
		}
		if ctx.Err() != nil {
			return err
		}
		var early *apply.RunningError
		if errors.As(err, &early) {
			r.emit(AppliedWhole{Err: early.Err})
			c.comeWhole()
			continue
		}
		if r.passOver(ctx, err) {
			continue
		}
		if m.replayed() > before {
			broke, pause = time.Now(), firstPause
		}
		if time.Since(broke) >= r.RetryFor || !isPassing(err) {
			return r.explain(ctx, err)
		}
		r.emit(FollowRetried{Err: err, Pause: pause})
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}

// applyOnce applies changes from where the progress stands, with one set of connections.
func (r *run) applyOnce(ctx context.Context, c *changes, m *monitor, positions map[catalog.Name]journal.Position, end func() catalog.LSN) error {
	if err := r.lockAgain(ctx); err != nil {
		return err
	}
	at, err := r.progress(ctx)
	if err != nil {
		return err
	}
	ctx, unwatch := catalog.Watch(ctx, r.lock, journal.ErrLockLost)
	defer unwatch()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	m.applying(at.LSN, stop)
	defer m.applying(0, nil)
	ahead := m.startPos()
	for _, at := range positions {
		ahead = max(ahead, at.LSN)
	}
	err = r.applyFrom(ctx, c, at, ahead, r.applyConfig(c, m, positions, end))
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// applyConfig says what is applied, and who is told.
func (r *run) applyConfig(c *changes, m *monitor, positions map[catalog.Name]journal.Position, end func() catalog.LSN) apply.Config {
	var settled catalog.LSN
	for _, at := range positions {
		settled = max(settled, at.Settled)
	}
	return apply.Config{
		Target: r.Target,
		Rename: r.Options.MapSchemas.Name,
		Start: func(name catalog.Name) catalog.LSN {
			if r.passed[r.Options.MapSchemas.Name(name)] {
				return math.MaxUint64
			}
			return max(positions[name].LSN, m.startPos())
		},
		Settled: settled,
		EndPos:  end,
		Paused:  m.paused,
		Durable: func(lsn catalog.LSN) { c.durable(lsn) },
		Emit:    m.applied,
	}
}

// applyFrom catches up by several lanes, where there is a spool, and goes on by one. All tables' copies show what committed
// before ahead.
func (r *run) applyFrom(ctx context.Context, c *changes, at apply.Progress, ahead catalog.LSN, config apply.Config) error {
	if c.spool != nil {
		return apply.Follow(ctx, config, c.lanes(r.Follow.Lanes), at)
	}
	feed, shut, err := c.feed(ctx, at.LSN, ahead)
	if err != nil {
		return err
	}
	defer shut()
	config.Feed = feed
	return apply.Run(ctx, config)
}

// progress returns how far everything is applied, once that is durable: sessions that apply do not wait for
// the disk, and the last one may be gone. From here on the source may let go of what came before.
func (r *run) progress(ctx context.Context) (at apply.Progress, err error) {
	batch := &pgx.Batch{} // one transaction
	batch.Queue(apply.ReadProgress).QueryRow(func(row pgx.Row) error { return row.Scan(&at.LSN, &at.Lanes) })
	batch.Queue("select pg_catalog.set_config('synchronous_commit', 'on', true)")
	batch.Queue("select pg_catalog.pg_logical_emit_message(true, 'copydb', '')") // a commit waits if there is something to write
	if err := r.lock.SendBatch(ctx, batch).Close(); err != nil {
		return at, fmt.Errorf("reading the progress: %w", err)
	}
	return at, nil
}

// lockAgain takes the target's lock again, where the session that held it is lost, if the journal is still ours.
func (r *run) lockAgain(ctx context.Context) error {
	if !r.lock.IsClosed() {
		return nil
	}
	conn, err := r.Target.Connect(ctx, "journal")
	if err != nil {
		return err
	}
	if err := journal.Lock(ctx, conn); err != nil {
		return errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	r.lock = conn
	kept, err := journal.Read(ctx, conn)
	switch {
	case err != nil:
		return err
	case kept == nil || kept.Follow == nil || kept.Follow.Slot != r.journal.Follow.Slot || kept.Follow.Start != r.journal.Follow.Start:
		return ErrTakenOver
	}
	return nil
}

// isPassing says whether an error is one of a connection, of somebody who cancels or locks, or of room that is missing, so that
// another try may do better.
func isPassing(err error) bool {
	switch catalog.SQLState(err) {
	case catalog.SerializationFailure, catalog.DeadlockDetected, catalog.LockNotAvailable, catalog.QueryCanceled, catalog.IdleSessionTimeout,
		catalog.DiskFull, catalog.OutOfMemory:
		return true
	}
	return catalog.IsBroken(err) || errors.Is(err, journal.ErrLockLost)
}
