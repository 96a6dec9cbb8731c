package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/preflight"
)

// A run can take over what PartSetup has made: the slot, the publication, the journal, and the snapshot that goes with the slot,
// where somebody holds it. It then is like one that has made them itself. Where nobody does, its copy begins under the snapshot of a
// temporary slot, as that of a run does that is taken up.

// takesOver says whether the run goes on with a slot that was made alone.
func (r *run) takesOver() bool {
	if r.Follow == nil || r.Resume || r.Part != "" && r.Part != PartCopy {
		return false
	}
	return r.SnapshotID != "" || !r.Restart && r.hasLoneSlot()
}

// copyForSlot makes a run that does not follow one that copies for the slot that was made alone, and leaves following to others.
func (r *run) copyForSlot() {
	if r.Follow == nil && !r.Resume && !r.Restart && r.Options.Only == plan.Everything && r.hasLoneSlot() {
		r.Follow, r.Part = &journal.Settings{Spool: journal.SpoolNone, Streaming: true}, PartCopy
	}
}

// hasLoneSlot says whether the target's journal is of a slot that was made alone.
func (r *run) hasLoneSlot() bool {
	return r.journal != nil && r.journal.Follow != nil && r.journal.Follow.Settings.Bare && r.journal.Follow.Stage == journal.StageCopy
}

// beginTakenOver makes sure that the target's journal is of the slot that goes with a snapshot that is named, and takes up what was chosen
// when that was made.
func (r *run) beginTakenOver() error {
	if !r.hasLoneSlot() || r.SnapshotID != "" && r.journal.Snapshot != r.SnapshotID {
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
	r.adoptFilter()
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
	if applied.LSN != r.journal.Follow.Start && r.SnapshotID == "" {
		return ErrHasSlot
	} else if applied.LSN != r.journal.Follow.Start {
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
	if r.moved != 0 {
		if err := r.journal.MoveFollowing(ctx, r.lock, r.snapshot.LastingID(), r.moved); err != nil {
			return err
		}
	}
	r.settled, r.created = true, false
	r.emit(SlotMade{Name: r.journal.Follow.Slot, Start: r.journal.Follow.Start, Selection: r.journal.Follow.Selection})
	r.tellPlan(findings)
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
					Hint: "choose tables as copydb snapshot --follow or stream setup did, or not at all: theirs hold; or remove the slot with copydb stream cleanup, and begin again"})
			}
		}
	}
	tell(brings, needs, "the slot that is there brings changes of table %s, which the run would not follow")
	tell(needs, brings, "the slot that is there does not bring changes of table %s, which the run would follow")
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
