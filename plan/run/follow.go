package run

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan"
	"copydb/plan/journal"
)

// choose decides how the changes of each table come.
func (r *run) choose(ctx context.Context) error {
	tables, err := catalog.ReadReplicaIdentities(ctx, r.snapshot, r.facts.Server)
	if err != nil {
		return &StepError{Side: catalog.Source, Object: "replica identities", Err: err}
	}
	if r.replica, err = catalog.MayReplica(ctx, r.lock, r.target); err != nil {
		return &StepError{Side: catalog.Target, Object: "the role's rights", Err: err}
	}
	shapes, err := catalog.ReadTableShapes(ctx, r.snapshot, r.facts.Server)
	if err != nil {
		return &StepError{Side: catalog.Source, Object: "tables", Err: err}
	}
	r.built = map[catalog.Name]catalog.Build{}
	for i := range shapes {
		r.built[shapes[i].Name] = shapes[i].Build()
	}
	copied := r.copied()
	r.choice = logical.Select(tables, logical.Wishes{
		Include:    func(name catalog.Name) bool { return copied[name] },
		InsertOnly: func(name catalog.Name) bool { return r.plan.Choice.InsertOnly[name] },
		Full:       func(name catalog.Name) bool { return r.plan.Choice.Full[name] },
	})
	return nil
}

// copied returns the tables whose rows belong to the run, and are followed: those that are copied whole, and the
// partitioned tables above them.
func (r *run) copied() map[catalog.Name]bool {
	copied := map[catalog.Name]bool{}
	for _, table := range r.plan.Tables {
		if table.Copy.Where == "" {
			copied[table.Name] = true
		}
	}
	for _, table := range r.facts.Tables {
		if table.Partitioned {
			copied[table.Name] = true
		}
	}
	return copied
}

// follow carries a run through its stages, from the one that the journal names, and receives changes meanwhile.
func (r *run) follow(ctx context.Context) (err error) {
	if at := r.journal.Follow.Stage; at != journal.StageCopy && at != journal.StageRest || r.Follow.Bare || r.Part == PartReceive || r.Part == PartApply {
		if err := r.closeSnapshot(ctx); err != nil { // nothing is copied: see copyStage
			return err
		}
	}
	changes, err := r.openChanges(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, changes.close()) }()
	watch, err := r.startMonitor(ctx, changes)
	if err != nil {
		return err
	}
	group, working := errgroup.WithContext(ctx)
	working, done := context.WithCancelCause(working)
	group.Go(func() error { return untilDone(changes.receive(working)) })
	group.Go(func() error { return untilDone(watch.work(working)) })
	group.Go(func() error {
		err := r.part(working, changes, watch)
		if err == nil {
			done(errDone)
		}
		return err
	})
	err = group.Wait()
	done(errDone)
	if err == nil && r.journal.Follow.Stage == journal.StageDone {
		err = watch.tellLast(ctx) // not before: the monitor's own work takes its sessions for itself
	}
	return errors.Join(err, watch.close(ctx))
}

// errDone ends what goes on beside the stages.
var errDone = errors.New("the stages are done")

// untilDone makes nothing of the error of what was ended by errDone.
func untilDone(err error) error {
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// stagesUntil works through the stages up to one that is left to others.
func (r *run) stagesUntil(ctx context.Context, last journal.Stage, changes *changes, watch *monitor) error {
	for {
		at := r.journal.Follow.Stage
		if at == last && at != journal.StageDone {
			return nil
		}
		r.emit(StageEntered{Stage: string(at), EndPos: watch.endPos()})
		watch.enter(at)
		var err error
		switch at {
		case journal.StageCopy:
			err = r.copyStage(ctx)
		case journal.StageRest:
			err = r.restStage(ctx, changes, watch)
		case journal.StageFollow:
			err = r.followStage(ctx, changes, watch)
		case journal.StageEnd:
			err = r.endStage(ctx)
		case journal.StageDone:
			return nil
		default:
			return fmt.Errorf("BUG: a run in stage %q", at)
		}
		if err != nil {
			return err
		}
	}
}

// copyStage copies rows, and builds indexes and keys.
func (r *run) copyStage(ctx context.Context) error {
	if !r.Follow.Bare {
		if err := r.work(ctx, r.before(plan.ForeignKey)); err != nil {
			return err
		}
	}
	if err := r.closeSnapshot(ctx); err != nil { // it would keep the source from cleaning up, and its tables from being altered
		return err
	}
	return r.journal.Enter(ctx, r.lock, journal.StageRest)
}

// before returns the plan's steps up to those of a kind and all later ones, which are its beginning: steps stand in the
// order of their phases.
func (r *run) before(kind plan.Kind) []plan.Step {
	order := map[plan.Kind]int{}
	for i, each := range plan.Kinds() {
		order[each] = i
	}
	for i, step := range r.plan.Steps {
		if order[step.Kind] >= order[kind] {
			return r.plan.Steps[:i]
		}
	}
	return r.plan.Steps
}

func (r *run) closeSnapshot(ctx context.Context) error {
	if r.snapshot == nil {
		return nil
	}
	snapshot := r.snapshot
	r.snapshot = nil
	if err := snapshot.Close(ctx); err != nil {
		return fmt.Errorf("closing the snapshot: %w", err)
	}
	return nil
}

// restStage makes what needs the rows of all tables to fit together. They do so at once where all were copied under one
// snapshot; else when the changes up to the last one are applied.
func (r *run) restStage(ctx context.Context, changes *changes, watch *monitor) error {
	positions, err := journal.ReadPositions(ctx, r.lock)
	if err != nil {
		return err
	}
	fit := r.journal.Follow.Start
	for _, at := range positions {
		fit = max(fit, at.LSN)
	}
	if fit > r.journal.Follow.Start {
		if err := r.apply(ctx, changes, watch, func() catalog.LSN { return fit }); err != nil {
			return err
		}
	}
	if r.replica && !r.Follow.Bare {
		if err := r.journal.ReadSteps(ctx, r.lock); err != nil {
			return err
		}
		if err := r.work(ctx, r.before(plan.CopyAgain)); err != nil {
			return err
		}
	}
	if err := r.closeSnapshot(ctx); err != nil { // that of a run that was taken up
		return err
	}
	return r.journal.Enter(ctx, r.lock, journal.StageFollow)
}

// followStage applies changes until the end position that the sentinel names is reached.
func (r *run) followStage(ctx context.Context, changes *changes, watch *monitor) error {
	if err := r.apply(ctx, changes, watch, watch.endPos); err != nil {
		return err
	}
	reached := watch.endPos()
	r.emit(EndReached{LSN: reached})
	return r.journal.EnterEnd(ctx, r.lock, reached, endKinds())
}
