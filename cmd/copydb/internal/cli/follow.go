package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

const followHelp = `Applies what happens on the source to a target that was copied by copydb run --follow, or for which copydb stream setup
has made a slot, until the end position is reached (--endpos, or copydb stream sentinel set endpos). A copy that is not
finished is finished first. Where the end was reached before, it goes on from there, if there is a new one.

` + connectionHelp + "\n\n"

// onwardOptions are what the user chose for going on with a run that follows.
type onwardOptions struct {
	connections
	output
	pace
	followOptions
}

func (a *app) followCommand() *cli.Command {
	options := &onwardOptions{}
	return &cli.Command{
		Name:        "follow",
		Usage:       "apply what happens on the source after the copy",
		UsageText:   "copydb follow --source URL --target URL [--endpos LSN]",
		Description: followHelp + exitCodeHelp("the end position is reached", Failed, Usage, Exceptions, Refused, Interrupted),
		Flags:       slices.Concat(options.connections.flags(), options.pace.flags(), []cli.Flag{options.endposFlag()}, options.againFlags(), options.output.flags()),
		Action:      action(options, func(ctx context.Context) error { return a.follow(ctx, options) }),
	}
}

// Validate completes the options, and refuses those that make no sense.
func (o *onwardOptions) Validate() error {
	return firstError(o.pace.Validate, o.output.Validate, o.followOptions.Validate, o.connections.Validate)
}

// follow does what the command follow does.
func (a *app) follow(ctx context.Context, options *onwardOptions) error {
	config := options.pace.config(a.build.Version)
	config.Source, config.Target = options.source, options.target
	options.followOptions.addTo(&config)
	options.followOptions.again(&config)
	err := a.copyDatabase(ctx, config, options.output, options.listen)
	if !errors.Is(err, run.ErrEndReached) || options.quiet {
		return withoutNothing(err)
	}
	_, err = fmt.Fprintln(a.console.Stdout, "nothing to do: the end position was reached before")
	return err
}
