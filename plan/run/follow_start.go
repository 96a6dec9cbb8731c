package run

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/spool"
	"copydb/plan/journal"
	"copydb/plan/preflight"
)

// startFollowing writes the journal, so that whatever happens next can be found and undone, then makes the publication and
// the slot, and plans the copy under the slot's snapshot.
func (r *run) startFollowing(ctx context.Context, findings []preflight.Finding) error {
	if r.Follow.SpoolsToFolder() && !r.Follow.Bare {
		if err := spool.CheckDir(ctx, r.Follow.Spool); err != nil {
			return err
		}
	}
	kept, err := catalog.ReadLargeObjects(ctx, r.lock)
	if err != nil {
		return err
	}
	name := r.Follow.Slot
	if name == "" {
		name = logical.SlotName(r.target)
	}
	r.journal = &journal.Run{Version: r.Version, Source: r.sourceName(), Snapshot: r.snapshot.LastingID(), Options: r.Options,
		Follow: &journal.Following{Source: r.sourceName(), Slot: name, Stage: journal.StageStart, Settings: *r.Follow, Selection: r.choice, Kept: kept}}
	if err := r.journal.Create(ctx, r.lock); err != nil {
		return err
	}
	r.settled, r.created = true, false
	if err := r.establish(ctx); err != nil {
		return err
	}
	r.tellPlan(findings)
	return nil
}

// establish makes the publication and the slot anew, and takes over the slot's snapshot. What is published has to be what
// the snapshot shows; where a table came or went meanwhile, it begins again.
func (r *run) establish(ctx context.Context) error {
	const tries = 5
	for range tries {
		start, err := r.publish(ctx)
		if err != nil {
			return err
		}
		published := r.choice
		if err := r.read(ctx); err != nil {
			return err
		}
		if slices.Equal(published.Published(), r.choice.Published()) {
			r.journal.Follow.Start = start
			r.journal.Follow.Selection.Publish, r.journal.Follow.Selection.Again = r.choice.Publish, r.choice.Again
			r.journal.Follow.Selection.InsertOnly, r.journal.Follow.Selection.Parts = r.choice.InsertOnly, r.choice.Parts
			r.emit(SlotMade{Name: r.journal.Follow.Slot, Start: start, Selection: r.journal.Follow.Selection})
			return r.journal.Establish(ctx, r.lock, r.snapshot.LastingID(), r.standing())
		}
	}
	return ErrRestless
}

// standing is where the tables stand whose copies are made by others, under the slot's snapshot.
func (r *run) standing() map[catalog.Name]journal.Position {
	if !r.Follow.Bare {
		return nil
	}
	standing := map[catalog.Name]journal.Position{}
	for _, table := range r.plan.Tables {
		standing[table.Name] = journal.Position{LSN: r.journal.Follow.Start, Build: r.built[table.Name]}
	}
	return standing
}

// publish makes the publication and then the slot, whose snapshot takes the place of the run's.
func (r *run) publish(ctx context.Context) (start catalog.LSN, err error) {
	conn, err := r.Source.Connect(ctx, "publication")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	name := r.journal.Follow.Slot
	if err := logical.DropSlot(ctx, conn, name); err != nil {
		return 0, err
	}
	if err := logical.Publish(ctx, conn, logical.PublicationName(name), r.choice); err != nil {
		return 0, err
	}
	options := logical.SlotOptions{Failover: r.facts.Server.HasFailoverSlots() && r.failover(ctx, conn)}
	return r.adopt(ctx, name, options)
}

// failover says whether the source has standbys that keep slots.
func (r *run) failover(ctx context.Context, conn *pgx.Conn) bool {
	settings, err := catalog.ReadStreamSettings(ctx, conn, r.facts.Server)
	return err == nil && settings.WaitsForStandbys
}

// adopt makes a slot, and moves the run under its snapshot.
func (r *run) adopt(ctx context.Context, name string, options logical.SlotOptions) (start catalog.LSN, err error) {
	slot, err := logical.CreateSlot(ctx, r.Source, name, options, func(blockers []logical.Blocker) { r.emit(SlotWaits{Blockers: blockers}) })
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, slot.Close(context.WithoutCancel(ctx))) }()
	snapshot, err := catalog.AdoptSnapshot(ctx, r.Source, slot.Snapshot)
	if err != nil {
		return 0, err
	}
	snapshot.Adopted = "" // the slot's session ends here: the snapshot lives by our own
	err = r.closeSnapshot(ctx)
	r.snapshot = snapshot
	return slot.Start, err
}

// leaveSource removes the slot and the publication, and gives tables back the identity that they had.
func leaveSource(ctx context.Context, source catalog.Endpoint, name string, full []catalog.ReplicaIdentity) (err error) {
	conn, err := source.Connect(ctx, "cleanup")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if err := logical.DropSlot(ctx, conn, name); err != nil {
		return err
	}
	if err := logical.Unpublish(ctx, conn, logical.PublicationName(name)); err != nil {
		return err
	}
	return logical.RestoreIdentities(ctx, conn, full)
}
