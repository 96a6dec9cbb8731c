package run

import (
	"context"
	"time"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
)

// Part is a part of following that can be done by itself.
type Part string

// The parts.
const (
	PartSetup   Part = "setup"   // the publication, the slot and the journal, for a copy that is made by other means
	PartCopy    Part = "copy"    // the copy, for a slot that was made alone: following comes later
	PartReceive Part = "receive" // changes are received into the spool, up to the end position
	PartApply   Part = "apply"   // changes are applied up to the end position, and nothing is done there
)

// Hold does something while the slot's snapshot lives, whose ID it is given.
type Hold func(ctx context.Context, snapshot string) error

// hold lets others work under the slot's snapshot. The target is theirs meanwhile.
func (r *run) hold(ctx context.Context) error {
	err := r.lock.Close(ctx)
	r.lock = nil
	if err != nil || r.Hold == nil {
		return err
	}
	watched, stop := r.snapshot.Watch(ctx)
	defer stop()
	return r.Hold(watched, r.snapshot.ID)
}

// part does what was asked for.
func (r *run) part(ctx context.Context, changes *changes, watch *monitor) error {
	at := r.journal.Follow.Stage
	switch r.Part {
	case PartCopy:
		return r.copyAlone(ctx, changes, watch)
	case PartReceive:
		return r.receiveAlone(ctx, changes, watch)
	case PartApply:
		if at == journal.StageCopy && !r.Follow.Bare {
			return ErrNotCopied
		}
		return r.applyAlone(ctx, changes, watch)
	}
	return r.stagesUntil(ctx, journal.StageDone, changes, watch)
}

// receiveAlone fills the spool up to the end position.
func (r *run) receiveAlone(ctx context.Context, changes *changes, watch *monitor) error {
	if err := changes.until(ctx, watch.endPos); err != nil {
		return err
	}
	r.emit(Received{LSN: watch.endPos()})
	return nil
}

// applyAlone applies changes up to the end position, and leaves what is done there to a run that follows.
func (r *run) applyAlone(ctx context.Context, changes *changes, watch *monitor) error {
	r.emit(StageEntered{Stage: string(journal.StageFollow), EndPos: watch.endPos()})
	watch.enter(journal.StageFollow)
	if err := r.apply(ctx, changes, watch, watch.endPos); err != nil {
		return err
	}
	r.emit(EndReached{LSN: watch.endPos(), Part: true})
	return nil
}

// copyAlone makes the copy, as far as it can be before changes are applied: with materialized views as they are now.
func (r *run) copyAlone(ctx context.Context, changes *changes, watch *monitor) error {
	if err := r.stagesUntil(ctx, journal.StageFollow, changes, watch); err != nil {
		return err
	}
	if err := r.journal.ReadSteps(ctx, r.lock); err != nil {
		return err
	}
	if err := r.workThrough(ctx, r.plan.Steps, r.allBut(plan.Refresh)); err != nil {
		return err
	}
	r.emit(StageEntered{Stage: StageCopied})
	return nil
}

// until waits until everything up to the end position has been received, and is durable.
func (c *changes) until(ctx context.Context, end func() catalog.LSN) error {
	const pause = 200 * time.Millisecond
	if c.spool == nil {
		return ErrNoSpool
	}
	for {
		if wanted := end(); wanted != 0 && c.spool.Position() >= wanted {
			return nil
		}
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}
