package cli

import (
	"context"
	"errors"
	"fmt"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

const cleanupHelp = `Removes what a run that follows keeps: the replication slot and the publication on the source, REPLICA IDENTITY FULL of
the tables that were given it, the spool in its folder if that is on this machine, and the journal, with progress and
spool, on the target. The copy itself stays. What is not
there is not missed, so that this can be given twice. Where one side cannot be reached, the other is cleaned, and what
remains is told.

` + connectionHelp + "\n\n"

// cleanupOptions are what the user chose for a clean-up.
type cleanupOptions struct {
	connections
	slot string

	cleanup run.Cleanup // set by Validate
}

func (a *app) cleanupCommand() *cli.Command {
	options := &cleanupOptions{}
	return &cli.Command{
		Name:        "cleanup",
		Usage:       "remove the slot, the publication and the journal of a run that follows",
		UsageText:   "copydb stream cleanup --source URL --target URL",
		Description: cleanupHelp + exitCodeHelp("nothing of it is left", Failed, Usage, Refused, Interrupted),
		Flags:       append(options.flags(), slotFlag(&options.slot)),
		Action:      action(options, func(ctx context.Context) error { return a.cleanUp(ctx, &options.cleanup) }),
	}
}

func slotFlag(name *string) cli.Flag {
	return &cli.StringFlag{Name: "slot-name", Usage: "the `NAME` of the replication slot and the publication, where it was chosen", Destination: name}
}

// Validate reads the connection strings.
func (o *cleanupOptions) Validate() error {
	o.cleanup.Slot = o.slot
	err := o.connections.Validate()
	o.cleanup.Source, o.cleanup.Target = o.source, o.target
	return err
}

// cleanUp does what the command stream cleanup does.
func (a *app) cleanUp(ctx context.Context, cleanup *run.Cleanup) error {
	err := run.CleanUp(ctx, cleanup)
	for _, text := range cleanup.Removed {
		if _, printing := fmt.Fprintln(a.console.Stdout, "removed "+printable(text)); printing != nil {
			return errors.Join(err, printing)
		}
	}
	for _, text := range cleanup.Remains {
		if _, printing := fmt.Fprintln(a.console.Stdout, "remains "+printable(text)); printing != nil {
			return errors.Join(err, printing)
		}
	}
	if err == nil && len(cleanup.Removed) == 0 {
		_, err = fmt.Fprintln(a.console.Stdout, "nothing to remove")
	}
	return err
}
