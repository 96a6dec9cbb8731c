package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

const snapshotHelp = `Exports a snapshot of the source, prints its ID, and holds it until it is stopped (Ctrl-C). A run that reads under it
(copydb run --snapshot ID) can be resumed consistently for as long as the snapshot is held. While it is held, the source
keeps row versions that it would clean up otherwise.

With --follow there is a replication slot as well, which keeps what happens after the snapshot. copydb run, the parts of copydb
copy, or any other program copy under the snapshot; copydb follow then applies what has happened since. copydb run --follow
--snapshot ID does both. This may stop once the rows are copied.

` + connectionHelp + "\n\n"

// snapshotOptions are what the user chose for holding a snapshot.
type snapshotOptions struct {
	setupOptions
	follow bool
}

// Validate reads the source, and what a slot takes besides.
func (o *snapshotOptions) Validate() error {
	if o.follow {
		return o.setupOptions.Validate()
	}
	if o.followOptions.given() || o.filters.isGiven() {
		return &usageError{problem: "these options are about following", hint: "give --follow as well, or leave them out"}
	}
	return o.readSource()
}

func (a *app) snapshotCommand() *cli.Command {
	options := &snapshotOptions{}
	return &cli.Command{
		Name:        "snapshot",
		Usage:       "hold a snapshot of the source for runs that may have to be resumed",
		UsageText:   "copydb snapshot --source URL [--follow --target URL]",
		Description: snapshotHelp + exitCodeHelp("never: it holds the snapshot until it is stopped", Failed, Usage, Interrupted),
		Flags: slices.Concat(options.connections.flags(), []cli.Flag{
			option("follow", "make a replication slot for the target as well, and hold the snapshot that goes with it", &options.follow),
		}, options.pace.flags(), options.followOptions.flags(), options.filters.flags(), options.output.flags()),
		Action: action(options, func(ctx context.Context) error {
			if options.follow {
				return a.holdSlot(ctx, &options.setupOptions)
			}
			return a.holdSnapshot(ctx, options.source)
		}),
	}
}

// snapshotFlag names a snapshot that another session holds.
func snapshotFlag(id *string) cli.Flag {
	return &cli.StringFlag{Name: "snapshot", Usage: "read under the snapshot `ID`, which copydb snapshot or another session holds; to follow as well, one of copydb snapshot --follow",
		Destination: id}
}

// holdSnapshot does what the command snapshot does.
func (a *app) holdSnapshot(ctx context.Context, source catalog.Endpoint) (err error) {
	snapshot, err := catalog.ExportSnapshot(ctx, source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close(context.WithoutCancel(ctx))) }()
	watched, stop := snapshot.Watch(ctx)
	defer stop()
	if _, err := fmt.Fprintln(a.console.Stdout, snapshot.ID); err != nil {
		return err
	}
	<-watched.Done()
	return context.Cause(watched)
}
