package run

import (
	"context"
	"errors"
	"slices"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan"
	"copydb/plan/preflight"
)

// Beside a slot that was made alone, a copy can be made part by part: definitions, rows, indexes (Options.Only). Each part is a run
// of its own, whose steps stand in the slot's journal until it is done; the slot stays what it is, and following comes after.
// Parts read under the snapshot that goes with the slot. Where nobody holds that any more, rows are read under one of a temporary
// slot, and each table that is copied is noted to stand there.

// goesBeside says whether the run makes a part of a copy beside a slot that was made alone.
func (r *run) goesBeside() bool {
	return r.Follow == nil && !r.Resume && r.Options.Only != plan.Everything && r.hasLoneSlot()
}

// beginBeside decides what a part that did not finish means for this one.
func (r *run) beginBeside() error {
	if r.SnapshotID != "" && r.SnapshotID != r.journal.Snapshot {
		return ErrNoSlotHeld
	}
	if r.journal.Follow.Beside != nil && !r.Restart {
		return ErrUnfinished
	}
	r.beside = true
	r.adoptFilter()
	return nil
}

// takeUpBeside makes the options of a part that did not finish those of this run.
func (r *run) takeUpBeside() error {
	if r.Follow != nil || r.Part != "" {
		return ErrPartUnfinished
	}
	r.beside, r.Options = true, *r.journal.Follow.Beside
	return nil
}

// openBesideSnapshot finds the snapshot that a part reads under.
func (r *run) openBesideSnapshot(ctx context.Context) (err error) {
	r.snapshot, err = catalog.AdoptSnapshot(ctx, r.Source, r.journal.Snapshot)
	if !catalog.IsSnapshotGone(err) {
		return err
	}
	if only := r.Options.Only; !only.HasRows() && !only.HasLargeObjects() {
		r.snapshot, err = catalog.ExportSnapshot(ctx, r.Source)
		return err
	}
	r.moved, err = r.adopt(ctx, logical.TemporarySlotName(r.journal.Follow.Slot, "copy"), logical.SlotOptions{Temporary: true})
	return err
}

// startBeside begins a part, once all is checked.
func (r *run) startBeside(ctx context.Context, findings []preflight.Finding) error {
	if err := r.checkBeside(ctx); err != nil {
		return err
	}
	if err := r.journal.BeginBeside(ctx, r.lock, r.Options); err != nil {
		return err
	}
	r.settled = true
	if err := r.moveBeside(ctx); err != nil {
		return err
	}
	r.tellPlan(findings)
	return nil
}

// goOnBeside takes up a part that did not finish.
func (r *run) goOnBeside(ctx context.Context) error {
	if err := errors.Join(r.checkBeside(ctx), r.checkUnchanged()); err != nil {
		return err
	}
	if r.moved != 0 {
		if err := r.forgetHalves(ctx); err != nil {
			return err
		}
	}
	if err := r.moveBeside(ctx); err != nil {
		return err
	}
	r.tellPlan(nil)
	return nil
}

// checkBeside makes sure that the slot brings what happens behind the part.
func (r *run) checkBeside(ctx context.Context) error {
	if r.journal.Source != r.sourceName() {
		return ErrOtherSource
	}
	if err := r.checkSlot(ctx); err != nil || !r.Options.Only.HasRows() {
		return err
	}
	applied, err := r.progress(ctx)
	switch {
	case err != nil:
		return err
	case applied.LSN != r.journal.Follow.Start:
		return ErrHasSlot // rows of an earlier moment would come after changes
	}
	return r.checkPublished()
}

// moveBeside notes where the tables that are copied from here on stand, where that is not the beginning of the slot.
func (r *run) moveBeside(ctx context.Context) error {
	if r.moved == 0 {
		return nil
	}
	return r.journal.MoveFollowing(ctx, r.lock, r.snapshot.LastingID(), r.moved)
}

// workBeside makes the part.
func (r *run) workBeside(ctx context.Context) error {
	if err := r.work(ctx, r.plan.Steps); err != nil {
		return err
	}
	return r.journal.EndBeside(ctx, r.lock)
}

// adoptFilter makes the tables that were chosen when the slot was made those of a run that chooses none itself.
func (r *run) adoptFilter() {
	own, made := &r.Options.Filter, r.journal.Options.Filter
	insertOnly, full := slices.Concat(made.InsertOnly, own.InsertOnly), slices.Concat(made.Full, own.Full)
	own.InsertOnly, own.Full = nil, nil
	if own.IsZero() {
		*own = made
	}
	own.InsertOnly, own.Full = insertOnly, full
}

// confirmSetup makes sure that the slot that is there is the one that was to be made.
func (r *run) confirmSetup(ctx context.Context) error {
	if r.journal.Source != r.sourceName() {
		return ErrOtherSource
	}
	if err := errors.Join(r.checkSlot(ctx), r.checkPublished()); err != nil {
		return err
	}
	r.emit(SlotMade{Name: r.journal.Follow.Slot, Start: r.journal.Follow.Start, Selection: r.journal.Follow.Selection, Before: true})
	return nil
}
