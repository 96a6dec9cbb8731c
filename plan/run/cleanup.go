package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/spool"
	"copydb/plan/journal"
)

// Cleanup is what a clean-up shall remove, and what became of it.
type Cleanup struct {
	Source, Target catalog.Endpoint
	Slot           string // its name, "" for what the journal or the target tells

	Removed []string // what was there and is gone now, as people read it
	Remains []string // what is, or may be, there still, with the statement that removes it
}

// CleanUp removes what a run that follows keeps: on the source the slot, the publications and replica identities that are
// not the tables' own; on the target the journal with its progress and spool. What is gone already is no matter. Where one
// side cannot be reached, the other is cleaned all the same, Remains tells the rest, and the error says why.
func CleanUp(ctx context.Context, c *Cleanup) error {
	name := c.Slot
	var followed *journal.Following
	target, err := c.Target.Connect(ctx, "cleanup")
	unreachable := err
	if err == nil {
		defer target.Close(context.WithoutCancel(ctx))
		if name, followed, err = c.lookUp(ctx, target); err != nil {
			return err
		}
	}
	var full []catalog.ReplicaIdentity
	if followed != nil {
		full = followed.Selection.Full
	}
	sourceErr := c.cleanSource(ctx, name, full)
	if unreachable != nil {
		c.Remains = append(c.Remains, "on the target: the journal (DROP SCHEMA copydb CASCADE)")
		return errors.Join(unreachable, sourceErr)
	}
	spoolErr := c.cleanSpool(ctx, followed)
	return errors.Join(sourceErr, spoolErr, c.cleanTarget(ctx, target, full))
}

// cleanSpool removes the spool from its folder, if that is here. The journal goes all the same: it names the spool, but what
// Remains tells does so too.
func (c *Cleanup) cleanSpool(ctx context.Context, followed *journal.Following) error {
	if followed == nil || !followed.Settings.SpoolsToFolder() {
		return nil
	}
	dir := followed.Settings.Spool
	removed, err := spool.RemoveDir(ctx, dir, followed.SpoolIdentity())
	switch {
	case err != nil:
		c.Remains = append(c.Remains, fmt.Sprintf("in the folder %s: the spool (files *.spool and lock)", dir))
	case removed:
		c.Removed = append(c.Removed, "in the folder "+dir+": the spool")
	default:
		c.Remains = append(c.Remains, fmt.Sprintf("on another machine, perhaps: the spool in its folder %s", dir))
	}
	return err
}

// lookUp takes the target's lock, and finds out what there is to remove.
func (c *Cleanup) lookUp(ctx context.Context, target *pgx.Conn) (name string, followed *journal.Following, err error) {
	if err := journal.Lock(ctx, target); err != nil {
		return "", nil, err
	}
	kept, err := journal.Read(ctx, target)
	switch {
	case errors.Is(err, journal.ErrOtherVersion):
		c.Remains = append(c.Remains, "perhaps, as the journal of another version of copydb knew: a spool in a folder, and REPLICA IDENTITY FULL of tables on both sides")
		if name, err = journal.ReadSlot(ctx, target); err != nil {
			return "", nil, err
		}
	case err != nil:
		return "", nil, err
	case kept != nil:
		followed = kept.Follow
	}
	switch {
	case c.Slot != "":
		return c.Slot, followed, nil
	case followed != nil:
		return followed.Slot, followed, nil
	case name != "":
		return name, nil, nil
	}
	server, err := catalog.ProbeServer(ctx, target)
	return logical.SlotName(server), nil, err
}

// cleanSource removes what is there of ours. Where the target cannot tell the slot's name, the only one that looks like ours
// is it.
func (c *Cleanup) cleanSource(ctx context.Context, name string, full []catalog.ReplicaIdentity) error {
	source, err := c.Source.Connect(ctx, "cleanup")
	if err != nil {
		c.remainOnSource(name, full)
		return err
	}
	defer source.Close(context.WithoutCancel(ctx))
	slots, publications, err := catalog.ReadOwn(ctx, source, name)
	if err != nil {
		return fmt.Errorf("looking for what a run left on the source: %w", err)
	}
	if name == "" {
		if len(slots) > 1 {
			for _, slot := range slots {
				c.remainOnSource(slot, nil)
			}
			return ErrManySlots
		}
		candidates := slices.Concat(slots, publications)
		if len(candidates) == 0 {
			return nil
		}
		name = candidates[0]
	}
	err = leaveSource(ctx, c.Source, name, full)
	if err != nil {
		c.remainOnSource(name, full)
		return err
	}
	c.tell(slots, name, "on the source: replication slot "+name)
	publication := logical.PublicationName(name)
	c.tell(publications, publication, "on the source: publication "+publication)
	for _, table := range full {
		c.Removed = append(c.Removed, "on the source: REPLICA IDENTITY FULL of table "+table.Plain())
	}
	return nil
}

func (c *Cleanup) tell(there []string, name, text string) {
	for _, each := range there {
		if each == name {
			c.Removed = append(c.Removed, text)
		}
	}
}

func (c *Cleanup) remainOnSource(name string, full []catalog.ReplicaIdentity) {
	if name == "" {
		c.Remains = append(c.Remains, "on the source: a replication slot and a publication whose names begin with copydb_")
		return
	}
	publication := logical.PublicationName(name)
	c.Remains = append(c.Remains,
		fmt.Sprintf("on the source: replication slot %s (SELECT pg_drop_replication_slot(%s))", name, catalog.Literal(name)),
		fmt.Sprintf("on the source: publication %[1]s (DROP PUBLICATION IF EXISTS %[2]s, %[3]s)", publication, catalog.Ident(publication),
			catalog.Ident(publication+"_insert")))
	for _, table := range full {
		c.Remains = append(c.Remains, fmt.Sprintf("on the source: REPLICA IDENTITY FULL (ALTER TABLE ONLY %s REPLICA IDENTITY %s)", table.Name, table.Replicates))
	}
}

// cleanTarget drops the journal. Tables that have REPLICA IDENTITY FULL from the source get what they had there before.
func (c *Cleanup) cleanTarget(ctx context.Context, target *pgx.Conn, full []catalog.ReplicaIdentity) error {
	if err := logical.RestoreIdentities(ctx, target, full); err != nil {
		c.Remains = append(c.Remains, "on the target: the journal (DROP SCHEMA copydb CASCADE)")
		return err
	}
	var there bool
	if err := target.QueryRow(ctx, "select pg_catalog.to_regclass('copydb.run') is not null").Scan(&there); err != nil {
		return fmt.Errorf("looking for the journal: %w", err)
	}
	if !there {
		return nil
	}
	if err := journal.PutBack(ctx, target); err != nil {
		c.Remains = append(c.Remains, "on the target: the journal, and what table copydb.off puts back (then DROP SCHEMA copydb CASCADE)")
		return err
	}
	if err := journal.Drop(ctx, target); err != nil {
		c.Remains = append(c.Remains, "on the target: the journal (DROP SCHEMA copydb CASCADE)")
		return err
	}
	c.Removed = append(c.Removed, "on the target: the journal")
	return nil
}
