package cli

import (
	"fmt"
	"time"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

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
