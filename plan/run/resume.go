package run

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
)

// openSnapshot finds the snapshot to read under: the one that the user names, the one that an unfinished run began with
// where it still lives, or a new one.
func (r *run) openSnapshot(ctx context.Context) (err error) {
	if r.SnapshotID != "" {
		return r.openNamedSnapshot(ctx)
	}
	if r.beside {
		return r.openBesideSnapshot(ctx)
	}
	if r.takesOver() || r.Resume && r.journal.Follow != nil {
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

// nothingToResume tells a run that has finished, which is ErrNone, from one that was stopped before it had made anything.
func (r *run) nothingToResume(ctx context.Context) error {
	there, err := hasRelations(ctx, r.lock)
	if err != nil || there {
		return cmp.Or(err, journal.ErrNone)
	}
	source, err := r.Source.Connect(ctx, "resume")
	if err != nil {
		return err
	}
	defer source.Close(context.WithoutCancel(ctx))
	missing, err := hasRelations(ctx, source)
	if missing {
		err = ErrNotBegun
	}
	return cmp.Or(err, journal.ErrNone)
}

func hasRelations(ctx context.Context, conn *pgx.Conn) (bool, error) {
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return false, err
	}
	names, err := catalog.ReadRelationNames(ctx, conn, server)
	return len(names) > 0, err
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
	but, err := journal.ReadExceptions(ctx, r.lock, "")
	if err != nil {
		return err
	}
	for _, row := range but {
		r.note(row)
	}
	r.plan.Losses = append(r.plan.Losses, r.losses...)
	r.tellPlan(nil)
	return r.journal.MoveTo(ctx, r.lock, r.snapshot.LastingID())
}

// checkUnchanged makes sure that every step that is done is one of the plan, and the same.
func (r *run) checkUnchanged() error {
	seen := 0
	for i := range r.plan.Steps {
		step := &r.plan.Steps[i]
		fingerprint, done := r.journal.Done[step.ID]
		if !done || step.Kind.IsLoose() {
			continue
		}
		seen++
		if fingerprint != step.Fingerprint() {
			return fmt.Errorf("%w: %s", ErrChanged, step.ID)
		}
	}
	if seen < len(r.journal.Done)-r.journal.Loose {
		return ErrChanged
	}
	return nil
}

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
		if _, done := r.journal.Done[step.ID]; done {
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
