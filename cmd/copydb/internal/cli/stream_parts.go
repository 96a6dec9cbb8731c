package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

const setupHelp = `Makes the publication, the replication slot and the target's journal of a run that follows. copydb run, or the parts of copydb
copy, then copy; or a copy is made by other means, under the snapshot that copydb snapshot --follow prints and holds, which
does the same and is not undone by this. copydb follow applies what has happened since. Both sides have to have the same
tables by then.

` + connectionHelp + "\n\n"

// setupOptions are what the user chose for making a slot alone.
type setupOptions struct {
	onwardOptions
	filters
}

// Validate completes the options, and refuses those that make no sense.
func (o *setupOptions) Validate() error {
	return firstError(o.filters.Validate, o.onwardOptions.Validate)
}

func (a *app) setupCommand() *cli.Command {
	options := &setupOptions{}
	return &cli.Command{
		Name:        "setup",
		Usage:       "make the slot, the publication and the journal, and copy nothing",
		UsageText:   "copydb stream setup --source URL --target URL",
		Description: setupHelp + exitCodeHelp("they are there", Failed, Usage, Refused, Interrupted),
		Flags:       slices.Concat(options.connections.flags(), options.pace.flags(), options.followOptions.flags(), options.filters.flags(), options.output.flags()),
		Action:      action(options, func(ctx context.Context) error { return run.Run(ctx, a.setup(options, nil)) }),
	}
}

// setup returns what a run takes that makes the slot alone, and tells what it finds.
func (a *app) setup(o *setupOptions, hold run.Hold) run.Config {
	config := o.pace.config(a.build.Version)
	config.Subscribers = []run.Subscriber{newLines(o.newTeller(a.console.Stderr), newTally(time.Now)).observe}
	config.Source, config.Target = o.source, o.target
	config.Part, config.Hold = run.PartSetup, hold
	config.Options.Filter = o.filters.chosen
	o.followOptions.addTo(&config)
	config.Follow.Bare = true
	return config
}

// holdSlot makes a slot, and holds the snapshot that goes with it until it is stopped.
func (a *app) holdSlot(ctx context.Context, options *setupOptions) error {
	return run.Run(ctx, a.setup(options, func(ctx context.Context, snapshot string) error {
		if _, err := fmt.Fprintln(a.console.Stdout, snapshot); err != nil {
			return err
		}
		<-ctx.Done()
		return context.Cause(ctx)
	}))
}

const streamPartHelp = `Goes on with a run that follows, with a part of it alone, until the end position that is set is reached.

` + connectionHelp + "\n\n"

// partCommand is a part of following under the names that it is known by.
func (a *app) partCommand(part run.Part, usage string, name string, aliases ...string) *cli.Command {
	options := &onwardOptions{}
	return &cli.Command{
		Name:        name,
		Aliases:     aliases,
		Usage:       usage,
		UsageText:   "copydb stream " + name + " --source URL --target URL [--endpos LSN]",
		Description: streamPartHelp + exitCodeHelp("the end position is reached", Failed, Usage, Refused, Interrupted),
		Flags:       slices.Concat(options.connections.flags(), options.pace.flags(), []cli.Flag{options.endposFlag()}, options.againFlags(), options.output.flags()),
		Action: action(options, func(ctx context.Context) error {
			config := options.pace.config(a.build.Version)
			config.Source, config.Target = options.source, options.target
			config.Part = part
			options.followOptions.addTo(&config)
			options.followOptions.again(&config)
			err := a.copyDatabase(ctx, config, options.output, options.listen)
			if errors.Is(err, run.ErrEndReached) {
				return nil
			}
			return err
		}),
	}
}
