package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/plan/journal"
	"copydb/plan/run"
)

const resumeHelp = `Goes on with the run that did not finish in the target, from any machine. What was committed is not done again. The
options of that run hold; where there is nothing to resume, there is nothing to do.

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

	sourceEndpoint, targetEndpoint catalog.Endpoint // set by Validate
}

func (a *app) resumeCommand() *cli.Command {
	options := &resumeOptions{}
	return &cli.Command{
		Name:      "resume",
		Usage:     "go on with a run that did not finish",
		UsageText: "copydb resume --source URL --target URL",
		Description: resumeHelp + exitCodeHelp("done, or there was nothing to resume", Failed, Usage, Exceptions, CannotResume,
			Refused, Interrupted),
		Flags:           options.flags(),
		HideHelpCommand: true,
		OnUsageError:    a.flagError,
		Action:          action(options, func(ctx context.Context) error { return a.resume(ctx, options) }),
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
		o.follow.streamingFlag(),
	}, o.output.flags())
}

// snapshotFlag names a snapshot that another session holds.
func snapshotFlag(id *string) cli.Flag {
	return &cli.StringFlag{Name: "snapshot", Usage: "read under the snapshot `ID`, which copydb snapshot or another session holds; to follow as well, one of copydb snapshot --follow",
		Destination: id}
}

// Validate completes the options, and refuses those that make no sense.
func (o *resumeOptions) Validate() error {
	if err := errors.Join(o.pace.Validate(), o.output.Validate(), o.follow.validateStreaming()); err != nil {
		return err
	}
	var err error
	o.sourceEndpoint, o.targetEndpoint, err = o.endpoints()
	return err
}

func (o *resumeOptions) config(version string) run.Config {
	config := o.pace.config(version)
	config.Source, config.Target = o.sourceEndpoint, o.targetEndpoint
	config.Resume, config.NotConsistent, config.SnapshotID, config.Restream = true, o.notConsistent, o.snapshot, o.follow.restream()
	return config
}

// pace is how much a run does at a time, and how patient it is.
type pace struct {
	tableJobs, indexJobs int
	retryFor             time.Duration
	listen               string // where monitoring may ask, "" for nowhere
}

// What a run does unless told otherwise.
const (
	defaultJobs     = 4
	defaultRetryFor = 10 * time.Minute
)

func (p *pace) flags() []cli.Flag {
	return []cli.Flag{
		tableJobsFlag("copy rows in `N` sessions a side at the same time", &p.tableJobs),
		&cli.IntFlag{Name: "index-jobs", Usage: "build indexes and constraints in `N` sessions at the same time", Value: defaultJobs,
			Destination: &p.indexJobs},
		&cli.DurationFlag{Name: "retry-for", Usage: "try a step again for `TIME` after its connection broke", Value: defaultRetryFor,
			Destination: &p.retryFor},
		&cli.StringFlag{Name: "listen", Usage: "tell monitoring how it goes at `ADDR`, host:port: /metrics, /healthz, /readyz",
			Destination: &p.listen},
	}
}

// tableJobsFlag is how many sessions work on the rows of each side.
func tableJobsFlag(usage string, jobs *int) cli.Flag {
	return &cli.IntFlag{Name: "table-jobs", Usage: usage, Value: defaultJobs, Destination: jobs}
}

// validJobs refuses a number of sessions that is none.
func validJobs(flag string, jobs int) error {
	if jobs < 1 {
		return &usageError{problem: "--" + flag + " has to be 1 or more", hint: "leave it out for " + fmt.Sprint(defaultJobs)}
	}
	return nil
}

// Validate refuses what makes no sense.
func (p *pace) Validate() error {
	for name, jobs := range map[string]int{"table-jobs": p.tableJobs, "index-jobs": p.indexJobs} {
		if err := validJobs(name, jobs); err != nil {
			return err
		}
	}
	if p.retryFor < 0 {
		return &usageError{problem: "--retry-for has to be a time like 90s or 10m", hint: "0s gives up at the first broken connection"}
	}
	return nil
}

func (p *pace) config(version string) run.Config {
	return run.Config{TableJobs: p.tableJobs, IndexJobs: p.indexJobs, RetryFor: p.retryFor, Version: version}
}
