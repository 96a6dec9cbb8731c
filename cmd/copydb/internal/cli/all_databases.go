package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	cli "github.com/urfave/cli/v2"
	"go.uber.org/zap"

	"copydb/ddl"
	"copydb/plan/run"
)

const allDatabasesHelp = `With --all-databases, source and target may be any database of each side: all databases that take connections and are no
templates are copied, created where they are missing, the roles first. All share the sessions that --table-jobs and
--index-jobs allow. copydb resume --all-databases goes on with those that are not finished.

`

func allDatabasesFlag(to *bool) cli.Flag {
	return option("all-databases", "copy every database of the source's server, and its roles", to)
}

// copyDatabases copies one database, or all.
func (a *app) copyDatabases(ctx context.Context, config run.Config, output output, listen string, all bool) error {
	switch {
	case !all:
		return a.copyDatabase(ctx, config, output, listen)
	case config.Follow != nil:
		return &usageError{problem: "--follow cannot be given along with --all-databases", hint: "follow one database after another, each by a run of its own"}
	case config.SnapshotID != "":
		return &usageError{problem: "--snapshot cannot be given along with --all-databases", hint: "a snapshot is of one database"}
	}
	return a.copyInstance(ctx, config, output)
}

// instanceReport tells how the copies of several databases go, and sums each up.
type instanceReport struct {
	*app
	output output
	teller teller

	mu      sync.Mutex
	tallies map[string]*tally
	losses  []ddl.Loss
	failure error // of printing
}

// copyInstance copies all databases, tells how it goes, and sums each up.
func (a *app) copyInstance(ctx context.Context, config run.Config, output output) error {
	report := &instanceReport{app: a, output: output, tallies: map[string]*tally{},
		teller: output.newTeller(a.console.Stderr)}
	announced := announceStop(ctx, report.teller)
	err := run.RunInstance(ctx, run.Instance{Config: config, Planning: report.planning, Began: report.began, Ended: report.ended})
	announced()
	switch {
	case err != nil:
		return err
	case report.failure != nil:
		return report.failure
	case len(report.losses) > 0:
		return &exceptionsError{done: "the copy is done", losses: report.losses, told: !output.quiet}
	}
	return nil
}

// planning tells that a database's run is planned.
func (r *instanceReport) planning(database string) {
	teller := r.teller
	teller.database = database
	teller.tell(line{level: zap.InfoLevel, message: "planning", sentence: "planning its copy"})
}

// began returns who observes a database's copy.
func (r *instanceReport) began(database string) []run.Subscriber {
	teller := r.teller
	teller.database = database
	tally := newTally(time.Now)
	r.mu.Lock()
	r.tallies[database] = tally
	r.mu.Unlock()
	return []run.Subscriber{tally.observe, newLines(teller, tally).observe}
}

// ended prints a database's summary.
func (r *instanceReport) ended(database string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	summary := r.tallies[database].summary(err)
	r.losses = append(r.losses, summary.losses...)
	if !summary.planned || r.output.quiet {
		return
	}
	if _, printing := fmt.Fprintf(r.console.Stdout, "\nDatabase %s\n%s", printable(database), summary); printing != nil {
		r.failure = fmt.Errorf("printing the summary: %w", printing)
	}
}
