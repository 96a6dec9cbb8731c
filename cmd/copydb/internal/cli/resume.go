package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/journal"
	"copydb/plan/run"
)

const resumeHelp = `Goes on with the run that did not finish in the target, from any machine. What was committed is not done again. The
options of that run hold; where it has finished, there is nothing to do.

A run that follows goes on wherever it was, and needs no snapshot. For others, all rows have to be of one moment. Where the session that holds the run's snapshot is gone (copydb snapshot keeps one alive
beyond a run), and a part of the rows is there and another is not, copydb refuses to go on. --not-consistent lets it: the
remaining tables are then copied as they are now, so that rows which belong together may not fit, and foreign keys may
fail. That is right where the source has not been written to since the run began.

` + connectionHelp + "\n\n"

// resumeOptions are what the user chose for going on with a run.
type resumeOptions struct {
	connections
	output
	pace

	follow        followOptions // of them, what may be chosen anew
	allDatabases  bool
	notConsistent bool
	snapshot      string
}

func (a *app) resumeCommand() *cli.Command {
	options := &resumeOptions{}
	return &cli.Command{
		Name:      "resume",
		Usage:     "go on with a run that did not finish",
		UsageText: "copydb resume --source URL --target URL",
		Description: resumeHelp + exitCodeHelp("done, or there was nothing to resume", Failed, Usage, Exceptions, CannotResume,
			Refused, Interrupted),
		Flags:  options.flags(),
		Action: action(options, func(ctx context.Context) error { return a.resume(ctx, options) }),
	}
}

// resume does what the command resume does.
func (a *app) resume(ctx context.Context, options *resumeOptions) error {
	err := a.copyDatabases(ctx, options.config(a.build.Version), options.output, options.listen, options.allDatabases)
	if !errors.Is(err, journal.ErrNone) || options.quiet {
		return withoutNothing(err)
	}
	_, err = fmt.Fprintln(a.console.Stdout, "nothing to resume: the target holds no unfinished run")
	return err
}

// withoutNothing makes a success of having nothing to resume.
func withoutNothing(err error) error {
	if errors.Is(err, journal.ErrNone) {
		return nil
	}
	return err
}

func (o *resumeOptions) flags() []cli.Flag {
	return slices.Concat(o.connections.flags(), o.pace.flags(), []cli.Flag{
		allDatabasesFlag(&o.allDatabases),
		option("not-consistent", "copy the remaining rows as they are now, where the run's snapshot is gone", &o.notConsistent),
		snapshotFlag(&o.snapshot),
	}, o.follow.againFlags(), o.output.flags())
}

// Validate completes the options, and refuses those that make no sense.
func (o *resumeOptions) Validate() error {
	return firstError(o.pace.Validate, o.output.Validate, o.follow.Validate, o.connections.Validate)
}

func (o *resumeOptions) config(version string) run.Config {
	config := o.pace.config(version)
	config.Source, config.Target = o.source, o.target
	config.NotConsistent, config.SnapshotID = o.notConsistent, o.snapshot
	o.follow.again(&config)
	return config
}
