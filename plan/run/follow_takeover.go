package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"copydb/catalog"
	"copydb/plan/journal"
	"copydb/plan/preflight"
)

// A run can take over what PartSetup has made and holds: the slot, the publication, the journal, and the snapshot that goes with
// the slot. It then is like one that has made them itself.

// takesOver says whether the run goes under a snapshot that somebody holds, and follows.
func (r *run) takesOver() bool { return r.Follow != nil && r.SnapshotID != "" && !r.Resume }

// beginTakenOver makes sure that the target's journal is of the slot that goes with the snapshot, and takes up what was chosen
// when that was made.
func (r *run) beginTakenOver() error {
	if r.journal == nil || r.journal.Follow == nil || !r.journal.Follow.Settings.Bare || r.journal.Follow.Stage != journal.StageCopy ||
		r.journal.Snapshot != r.SnapshotID {
		return ErrNoSlotHeld
	}
	made, asked := r.journal.Follow.Settings, *r.Follow
	switch {
	case asked.Slot != "" && asked.Slot != r.journal.Follow.Slot:
		return fmt.Errorf("%w: its slot is %s", ErrOtherSlot, r.journal.Follow.Slot)
	case made.Spool == journal.SpoolNone:
		made.Spool = asked.Spool
	case asked.Spool != journal.SpoolNone && asked.Spool != made.Spool:
		return fmt.Errorf("%w: changes wait in its spool, %s", ErrOtherSlot, made.Spool)
	}
	made.Bare, made.Lanes, made.Streaming = false, cmp.Or(asked.Lanes, made.Lanes), made.Streaming && asked.Streaming
	if asked.EndPos != 0 {
		made.EndPos = asked.EndPos
	}
	r.Follow = &made
	chosen := r.journal.Options.Filter
	r.Options.Filter.InsertOnly = append(slices.Clone(chosen.InsertOnly), r.Options.Filter.InsertOnly...)
	r.Options.Filter.Full = append(slices.Clone(chosen.Full), r.Options.Filter.Full...)
	return nil
}

// takeOver makes the journal of the slot that of this run.
func (r *run) takeOver(ctx context.Context, findings []preflight.Finding) error {
	if err := errors.Join(r.checkSlot(ctx), r.checkPublished()); err != nil {
		return err
	}
	applied, err := r.progress(ctx)
	if err != nil {
		return err
	}
	if applied.LSN != r.journal.Follow.Start {
		return fmt.Errorf("%w: changes behind the snapshot are on the target already", ErrOtherSlot)
	}
	r.snapshot.Adopted = "" // who holds it may stop: it lives by our own
	full := r.journal.Follow.Selection.Full
	r.journal.Version, r.journal.Options, r.journal.Follow.Settings = r.Version, r.Options, *r.Follow
	r.journal.Follow.Selection = r.choice
	r.journal.Follow.Selection.Full = full
	if err := r.journal.TakeOver(ctx, r.lock, r.snapshot.LastingID()); err != nil {
		return err
	}
	r.settled, r.created = true, false
	r.emit(SlotMade{Name: r.journal.Follow.Slot, Start: r.journal.Follow.Start, Selection: r.journal.Follow.Selection})
	r.emit(Planned{Plan: r.plan, Findings: findings})
	return nil
}

// checkPublished makes sure that the slot brings the changes of the run's tables, and of no others.
func (r *run) checkPublished() error {
	brings, needs := r.journal.Follow.Selection.Published(), r.choice.Published()
	var findings []preflight.Finding
	tell := func(names, but []catalog.Name, text string) {
		for _, name := range names {
			if !slices.Contains(but, name) {
				findings = append(findings, preflight.Finding{Side: catalog.Source, Refused: true, Text: fmt.Sprintf(text, name.Plain()),
					Hint: "leave such options out, or --snapshot: the run then makes a slot of its own"})
			}
		}
	}
	tell(brings, needs, "the slot that goes with the snapshot brings changes of table %s, which the run would not follow")
	tell(needs, brings, "the slot that goes with the snapshot does not bring changes of table %s, which the run would follow")
	if len(findings) > 0 {
		return &preflight.Refusal{Findings: findings}
	}
	return nil
}

// openNamedSnapshot takes the snapshot that the user names.
func (r *run) openNamedSnapshot(ctx context.Context) (err error) {
	r.snapshot, err = catalog.AdoptSnapshot(ctx, r.Source, r.SnapshotID)
	if catalog.IsSnapshotGone(err) {
		return fmt.Errorf("%w: %w", ErrNoSnapshot, err)
	}
	return err
}
