package cli

import (
	"context"
	"errors"
	"time"

	cli "github.com/urfave/cli/v2"
	"go.uber.org/zap/zapcore"

	"copydb/plan/run"
)

const runHelp = `Copies everything in the source database to the target database, which has to exist: definitions, rows, large objects,
the values of sequences, owners, privileges and comments. The source is only read. All is read under one snapshot, so the
copy is the source as it was at one moment.

The target may hold nothing that is in the way (or see --drop-if-exists). If the run does not finish, the schema copydb in
the target tells how far it came: copydb resume goes on from there, --restart removes what it made and begins again. The
first Ctrl-C stops cleanly, the second at once.

With --follow the source's changes are kept from the moment of the snapshot on, and applied after the copy, until the
application has been switched: copydb stream sentinel set endpos --current ends it, from any machine. Then sequences, large
objects, tables that have no key, and materialized views are brought over once more, and the run is done. On the source
there are a publication and a replication slot meanwhile, and until copydb stream cleanup: a slot keeps WAL, so do not
forget that. It needs wal_level = logical. Transactions are applied whole, in their order, each exactly once, whatever is
killed in between; copydb resume goes on at any point.

Progress and the log go to stderr, the summary goes to stdout. Durations in the JSON log are in seconds.

` + allDatabasesHelp + filterHelp + "\n\n" + connectionHelp + "\n\n"

func (a *app) runCommand() *cli.Command {
	options := &runOptions{}
	return &cli.Command{
		Name:        "run",
		Aliases:     []string{"clone", "fork"},
		Usage:       "copy a database",
		UsageText:   "copydb run --source URL --target URL [options]",
		Description: runHelp + exitCodeHelp("done; the target is the same database", Failed, Usage, Exceptions, Refused, Interrupted),
		Flags:       append(options.flags(), allDatabasesFlag(&options.allDatabases)),
		Action: action(options, func(ctx context.Context) error {
			return a.copyDatabases(ctx, options.config(a.build.Version), options.output, options.listen, options.allDatabases)
		}),
	}
}

// copyDatabase carries out a run, tells how it goes, and sums it up.
func (a *app) copyDatabase(ctx context.Context, config run.Config, output output, listen string) (err error) {
	listener, err := startListener(listen)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, listener.stop(ctx)) }()
	tally := newTally(time.Now)
	log := a.console.Stderr
	stopBars := func() {}
	if a.console.Terminal && output.format == textFormat && output.threshold == zapcore.InfoLevel {
		bars := startBars(a.console.Stderr, tally)
		log, stopBars = bars, bars.stop
		output.threshold = zapcore.WarnLevel // the bars tell the rest
	}
	teller := output.newTeller(log)
	lines := newLines(teller, tally)
	announced := announceStop(ctx, teller)

	config.Subscribers = []run.Subscriber{tally.observe, lines.observe, listener.observe}
	err = run.Run(ctx, config)

	announced()
	stopBars()
	summary := tally.summary(err)
	if summary.planned && !output.quiet {
		if _, printing := a.console.Stdout.Write([]byte(summary.String())); printing != nil && err == nil {
			err = printing
		}
	}
	if err == nil && len(summary.losses) > 0 {
		err = &exceptionsError{done: "the copy is done", losses: summary.losses, told: !output.quiet}
	}
	return err
}

// announceStop tells the user, when the context ends, that the wish was heard. The caller must call the function that it
// returns, which waits until that is said.
func announceStop(ctx context.Context, teller teller) (wait func()) {
	said := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(said)
		teller.tell(line{level: zapcore.WarnLevel, message: "stopping", sentence: "stopping; press Ctrl-C again to stop at once"})
	})
	return func() {
		if !stop() {
			<-said
		}
	}
}
