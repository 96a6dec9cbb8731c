package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan"
	"copydb/plan/journal"
)

// takeUp makes the settings of the unfinished run those of this one, but for the end position, which may be another, and for
// how transactions come.
func (r *run) takeUp(ctx context.Context) error {
	asked := r.Follow
	r.Follow = &r.journal.Follow.Settings
	if r.Restream != nil && *r.Restream != r.Follow.Streaming {
		r.Follow.Streaming = *r.Restream
		if err := r.journal.WriteSettings(ctx, r.lock); err != nil {
			return err
		}
	}
	if asked == nil || asked.EndPos == 0 {
		return nil
	}
	r.Follow.EndPos = asked.EndPos
	return logical.SetEndPos(ctx, r.lock, asked.EndPos)
}

// openFollowSnapshot finds the snapshot that a followed run goes on under. While the rows are copied it has to be one whose
// place in the stream is known: the old one, or that of a temporary slot.
func (r *run) openFollowSnapshot(ctx context.Context) (err error) {
	if r.journal.Follow.Stage != journal.StageCopy || r.Follow.Bare {
		r.snapshot, err = catalog.ExportSnapshot(ctx, r.Source)
		return err
	}
	r.snapshot, err = catalog.AdoptSnapshot(ctx, r.Source, r.journal.Snapshot)
	if err == nil || !catalog.IsSnapshotGone(err) {
		return err
	}
	r.moved, err = r.adopt(ctx, logical.TemporarySlotName(r.journal.Follow.Slot, "resume"), logical.SlotOptions{Temporary: true})
	return err
}

// goOnFollowing takes up an unfinished run that follows.
func (r *run) goOnFollowing(ctx context.Context) error {
	if r.journal.Source != r.sourceName() {
		return ErrOtherSource
	}
	at := r.journal.Follow.Stage
	if at == journal.StageStart {
		if err := r.establish(ctx); err != nil {
			return err
		}
		r.tellPlan(nil)
		return nil
	}
	if err := r.checkSlot(ctx); err != nil {
		return err
	}
	if at == journal.StageDone {
		return r.goBeyond(ctx)
	}
	if at == journal.StageCopy && !r.Follow.Bare {
		if err := r.forgetHalves(ctx); err != nil {
			return err
		}
		if r.moved != 0 {
			if err := r.journal.MoveFollowing(ctx, r.lock, r.snapshot.LastingID(), r.moved); err != nil {
				return err
			}
		}
	}
	if at == journal.StageCopy || at == journal.StageRest && r.replica {
		if err := r.checkUnchanged(); err != nil {
			return err
		}
	}
	r.tellPlan(nil)
	return nil
}

// checkSlot makes sure that the slot still brings all that is missing.
func (r *run) checkSlot(ctx context.Context) error {
	slot, err := catalog.ReadSlot(ctx, r.snapshot, r.facts.Server, r.journal.Follow.Slot)
	switch {
	case err != nil:
		return err
	case slot == nil:
		return fmt.Errorf("%w: slot %s is not there", ErrSlotLost, r.journal.Follow.Slot)
	case slot.Lost():
		return lostSlot(slot)
	case slot.Database != r.facts.Server.Database:
		return fmt.Errorf("%w: slot %s is of database %s", ErrSlotLost, slot.Name, slot.Database)
	}
	r.letGo = slot.ConfirmedFlush
	return nil
}

// lostSlot is the error of a slot that the source has given up.
func lostSlot(slot *catalog.Slot) error {
	return fmt.Errorf("%w: slot %s is of no use any more: %s", ErrSlotLost, slot.Name, cmp.Or(slot.Invalid, slot.WALStatus))
}

// forgetHalves forgets what was copied in part: a table whose rows came under one snapshot up to the middle has to come
// whole under another, and large objects are other ones by now.
func (r *run) forgetHalves(ctx context.Context) error {
	done, open := map[*plan.Table]int{}, map[*plan.Table]int{}
	current := map[string]string{}
	for i := range r.plan.Steps {
		step := &r.plan.Steps[i]
		switch step.Kind {
		case plan.LargeObjects:
			current[step.ID] = step.Fingerprint()
		case plan.Copy:
			if _, known := r.journal.Done[step.ID]; known {
				done[step.Table]++
			} else {
				open[step.Table]++
			}
		}
	}
	var half []string
	for i := range r.plan.Steps {
		step := &r.plan.Steps[i]
		if step.Kind == plan.Copy && done[step.Table] > 0 && open[step.Table] > 0 {
			half = append(half, step.ID)
		}
	}
	for id, fingerprint := range r.journal.Done {
		if now, known := current[id]; isObjects(id) && (!known || now != fingerprint) {
			half = append(half, id)
		}
	}
	if len(half) == 0 {
		return nil
	}
	return errors.Join(journal.UndoSteps(ctx, r.lock, half), r.journal.ReadSteps(ctx, r.lock))
}

// isObjects says whether a step's ID is that of one that copies large objects.
func isObjects(id string) bool {
	var first, last uint32
	n, _ := fmt.Sscanf(id, string(plan.LargeObjects)+" %d to %d", &first, &last)
	return n == 2
}
