package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/plan"
)

// Config is what a run needs to know.
type Config struct {
	Source, Target catalog.Endpoint
	Options        plan.Options
	Restart        bool // remove what an unfinished run left in the target, and begin again
	TableJobs      int  // sessions that copy rows at the same time
	IndexJobs      int  // sessions that build indexes and the like at the same time
	Version        string
	Subscribers    []Subscriber
}

// run is one run under way.
type run struct {
	Config
	emitter
	lock     *pgx.Conn // the session that holds the target's lock, and keeps the journal
	snapshot *catalog.Snapshot
	facts    *catalog.Facts
	target   catalog.Server
	plan     *plan.Plan
}

// Run copies the source to the target. It returns nil when everything is there, ErrLocked, ErrUnfinished or a *Refusal when
// nothing was touched, and else the first failure, a *StepError where a step failed.
func Run(ctx context.Context, config Config) (err error) {
	r := &run{Config: config, emitter: emitter{subscribers: config.Subscribers}}
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the run was stopped: all else is an echo
		}
		err = errors.Join(err, r.close(ctx))
	}()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	if err := r.work(ctx); err != nil {
		return err
	}
	return dropJournal(ctx, r.lock) // 6
}

// close ends the run's own sessions, also when its context has ended.
func (r *run) close(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	if r.lock != nil {
		errs = append(errs, r.lock.Close(ctx))
	}
	if r.snapshot != nil {
		errs = append(errs, r.snapshot.Close(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the run's sessions: %w", err)
	}
	return nil
}

// prepare does everything that touches neither side's objects, and the journal last.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.lock, err = r.Target.Connect(ctx, "journal"); err != nil {
		return err
	}
	if err := r.claim(ctx); err != nil { // 1
		return err
	}
	if r.snapshot, err = catalog.ExportSnapshot(ctx, r.Source); err != nil { // 2
		return err
	}
	if r.facts, err = r.snapshot.Facts(ctx); err != nil {
		return &StepError{Side: catalog.Source, Object: "catalogs", Err: err}
	}
	if r.target, err = catalog.ProbeServer(ctx, r.lock); err != nil {
		return &StepError{Side: catalog.Target, Object: "catalogs", Err: err}
	}
	r.emit(Connected{Source: r.facts.Server, Target: r.target, SourceAddress: r.Source.String(), TargetAddress: r.Target.String()})
	if r.plan, err = plan.Build(r.facts, r.target, r.Options); err != nil {
		return err
	}
	findings, err := r.preflight(ctx) // 3
	if err != nil {
		return err
	}
	r.emit(Planned{Plan: r.plan, Findings: findings})
	return createJournal(ctx, r.lock, journalEntry{ // 4
		Version:  r.Version,
		Source:   r.facts.Server.SystemID + "/" + r.facts.Server.Database,
		Snapshot: r.snapshot.ID,
		Options:  r.Options,
	})
}

// claim makes sure that no other run works on the target, or has left it half done.
func (r *run) claim(ctx context.Context) error {
	if err := acquireLock(ctx, r.lock); err != nil {
		return err
	}
	found, err := hasJournal(ctx, r.lock)
	switch {
	case err != nil || !found:
		return err
	case !r.Restart:
		return ErrUnfinished
	}
	r.Options.DropIfExists = true
	return dropJournal(ctx, r.lock)
}

// work carries out the steps with all workers, until all are done or one has failed (5).
func (r *run) work(ctx context.Context) error {
	ctx, unwatchSnapshot := r.snapshot.Watch(ctx)
	defer unwatchSnapshot()
	ctx, unwatchLock := catalog.Watch(ctx, r.lock, ErrLockLost)
	defer unwatchLock()
	schedule := newScheduler(r.plan.Steps, nil)
	group, working := errgroup.WithContext(ctx)
	for range r.IndexJobs {
		group.Go(func() error { return r.worker(plan.TargetOnly).work(working, schedule) })
	}
	for range r.TableJobs {
		group.Go(func() error { return r.worker(plan.BothSides).work(working, schedule) })
	}
	err := group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause // the run was stopped: what the workers say is an echo
	}
	return err
}
