package cli

import (
	"fmt"
	"slices"
	"strings"

	cli "github.com/urfave/cli/v2"
	"go.uber.org/zap/zapcore"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/run"
)

// runOptions are what the user chose for a run.
type runOptions struct {
	connections
	omissions
	output

	tableJobs, indexJobs int
	dropIfExists         bool
	restart              bool
	skipLargeObjects     bool
	skipAnalyze          bool

	sourceEndpoint, targetEndpoint catalog.Endpoint // set by Validate
}

// defaultJobs is how many sessions copy rows, and how many build indexes, unless told otherwise.
const defaultJobs = 4

func (o *runOptions) flags() []cli.Flag {
	return slices.Concat(o.connections.flags(), []cli.Flag{
		&cli.IntFlag{Name: "table-jobs", Usage: "copy rows in `N` sessions a side at the same time", Value: defaultJobs,
			Destination: &o.tableJobs},
	}, o.schemaFlags(), []cli.Flag{
		option("skip-large-objects", "copy no large objects", &o.skipLargeObjects),
		option("skip-analyze", "collect no statistics on the target", &o.skipAnalyze),
		&cli.BoolFlag{Name: "fail-fast", Usage: "accepted for scripts that give it: copydb always stops at the first error",
			DisableDefaultText: true},
	}, o.output.flags())
}

// schemaFlags are those that have to do with definitions.
func (o *runOptions) schemaFlags() []cli.Flag {
	return slices.Concat([]cli.Flag{
		&cli.IntFlag{Name: "index-jobs", Usage: "build indexes and constraints in `N` sessions at the same time", Value: defaultJobs,
			Destination: &o.indexJobs},
		option("drop-if-exists", "drop what is in the way on the target before making it", &o.dropIfExists),
		option("restart", "remove what an unfinished run left on the target, and begin again", &o.restart),
	}, o.omissions.flags())
}

// Validate completes the options, and refuses those that make no sense.
func (o *runOptions) Validate() error {
	for name, jobs := range map[string]int{"table-jobs": o.tableJobs, "index-jobs": o.indexJobs} {
		if jobs < 1 {
			return &usageError{problem: "--" + name + " has to be 1 or more", hint: "leave it out for " + fmt.Sprint(defaultJobs)}
		}
	}
	if err := o.output.Validate(); err != nil {
		return err
	}
	var err error
	o.sourceEndpoint, o.targetEndpoint, err = o.endpoints()
	return err
}

// config returns what a run takes.
func (o *runOptions) config(version string) run.Config {
	return run.Config{
		Source:    o.sourceEndpoint,
		Target:    o.targetEndpoint,
		TableJobs: o.tableJobs,
		IndexJobs: o.indexJobs,
		Restart:   o.restart,
		Version:   version,
		Options: plan.Options{
			DDL:              o.omissions.options(o.skipLargeObjects),
			DropIfExists:     o.dropIfExists,
			SkipLargeObjects: o.skipLargeObjects,
			SkipAnalyze:      o.skipAnalyze,
		},
	}
}

// output is how much a command tells, and in which form.
type output struct {
	level, format string
	quiet         bool

	threshold zapcore.Level // set by Validate
}

// The forms of the log.
const (
	textFormat = "text"
	jsonFormat = "json"
)

func (o *output) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "log-level", Usage: "tell `LEVEL` and what is worse: debug, info, warn or error", Value: "info",
			Destination: &o.level},
		&cli.StringFlag{Name: "log-format", Usage: "write the log, on stderr, as `FORMAT`: text or json", Value: textFormat,
			Destination: &o.format},
		&cli.BoolFlag{Name: "quiet", Usage: "print errors only, and no summary", Destination: &o.quiet, DisableDefaultText: true},
	}
}

// Validate completes the choices, and refuses those that there are not.
func (o *output) Validate() error {
	levels := map[string]zapcore.Level{"debug": zapcore.DebugLevel, "info": zapcore.InfoLevel, "warn": zapcore.WarnLevel,
		"error": zapcore.ErrorLevel}
	var known bool
	if o.threshold, known = levels[strings.ToLower(o.level)]; !known {
		return &usageError{problem: "--log-level has none of its values", hint: "give debug, info, warn or error"}
	}
	if o.format != textFormat && o.format != jsonFormat {
		return &usageError{problem: "--log-format has none of its values", hint: "give text or json"}
	}
	if o.quiet {
		o.threshold = zapcore.ErrorLevel
	}
	return nil
}
