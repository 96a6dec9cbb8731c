package cli

import (
	"context"
	"errors"
	"fmt"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

const snapshotHelp = `Exports a snapshot of the source, prints its ID, and holds it until it is stopped (Ctrl-C). A run that reads under it
(copydb run --snapshot ID) can be resumed consistently for as long as the snapshot is held. While it is held, the source
keeps row versions that it would clean up otherwise.

` + connectionHelp + "\n\n"

// snapshotOptions are what the user chose for holding a snapshot.
type snapshotOptions struct {
	connections
	sourceEndpoint catalog.Endpoint // set by Validate
}

// Validate reads the source.
func (o *snapshotOptions) Validate() (err error) {
	o.sourceEndpoint, err = o.readSource()
	return err
}

func (a *app) snapshotCommand() *cli.Command {
	options := &snapshotOptions{}
	return &cli.Command{
		Name:            "snapshot",
		Usage:           "hold a snapshot of the source for runs that may have to be resumed",
		UsageText:       "copydb snapshot --source URL",
		Description:     snapshotHelp + exitCodeHelp("never: it holds the snapshot until it is stopped", Failed, Usage, Interrupted),
		Flags:           []cli.Flag{options.sourceFlag()},
		HideHelpCommand: true,
		OnUsageError:    a.flagError,
		Action:          action(options, func(ctx context.Context) error { return a.holdSnapshot(ctx, options.sourceEndpoint) }),
	}
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
