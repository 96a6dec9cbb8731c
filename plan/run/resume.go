package run

import (
	"context"
	"fmt"

	"copydb/catalog"
	"copydb/plan"
)

// openSnapshot finds the snapshot to read under: the one that the user names, the one that an unfinished run began with
// where it still lives, or a new one.
func (r *run) openSnapshot(ctx context.Context) (err error) {
	if r.SnapshotID != "" {
		return r.openNamedSnapshot(ctx)
	}
	if r.Resume && r.journal.Follow != nil {
		return r.openFollowSnapshot(ctx)
	}
	if r.Resume {
		r.snapshot, err = catalog.AdoptSnapshot(ctx, r.Source, r.journal.Snapshot)
		if err == nil || !catalog.IsSnapshotGone(err) {
			return err
		}
	}
	r.snapshot, err = catalog.ExportSnapshot(ctx, r.Source)
	return err
}

// goOn takes up an unfinished run, if what is left to do still fits what is done.
func (r *run) goOn(ctx context.Context) error {
	if r.journal.Source != r.sourceName() {
		return ErrOtherSource
	}
	if err := r.checkUnchanged(); err != nil {
		return err
	}
	if err := r.checkConsistent(); err != nil {
		return err
	}
	but, err := readExceptions(ctx, r.lock, "")
	if err != nil {
		return err
	}
	for _, row := range but {
		r.note(row)
	}
	r.plan.Losses = append(r.plan.Losses, r.losses...)
	r.emit(Planned{Plan: r.plan, Done: r.journal.done})
	return r.journal.moveTo(ctx, r.lock, r.snapshot.LastingID())
}

// checkUnchanged makes sure that every step that is done is one of the plan, and the same.
func (r *run) checkUnchanged() error {
	seen := 0
	for i := range r.plan.Steps {
		step := &r.plan.Steps[i]
		fingerprint, done := r.journal.done[step.ID]
		if !done || isLoose(step.Kind) {
			continue
		}
		seen++
		if fingerprint != step.Fingerprint() {
			return fmt.Errorf("%w: %s", ErrChanged, step.ID)
		}
	}
	if seen < len(r.journal.done)-r.journal.loose {
		return ErrChanged
	}
	return nil
}

// isLoose says whether steps of a kind depend on how much tables hold just now. They may be done twice.
func isLoose(kind plan.Kind) bool { return kind == plan.Statistics || kind == plan.Analyze }

// checkConsistent makes sure that all rows come from one snapshot: the old one lives, or none of the rows were copied
// yet, or all were.
func (r *run) checkConsistent() error {
	if r.snapshot.Adopted != "" || r.NotConsistent {
		return nil
	}
	copied, left := false, false
	for _, step := range r.plan.Steps {
		if step.Kind != plan.Copy && step.Kind != plan.LargeObjects {
			continue
		}
		if _, done := r.journal.done[step.ID]; done {
			copied = true
		} else {
			left = true
		}
	}
	if copied && left {
		return ErrNotConsistent
	}
	return nil
}
