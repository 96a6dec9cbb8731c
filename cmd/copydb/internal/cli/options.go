package cli

import (
	"errors"
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
	surroundings
	filters
	schemaMap
	output
	pace
	followOptions

	allDatabases     bool
	follow           bool
	dropIfExists     bool
	restart          bool
	skipLargeObjects bool
	statistics
	splitting
	snapshot string

	sourceEndpoint, targetEndpoint catalog.Endpoint // set by Validate
}

func (o *runOptions) flags() []cli.Flag {
	return slices.Concat(o.connections.flags(), o.pace.flags(), o.schemaFlags(), []cli.Flag{
		option("follow", "go on with what happens on the source after the copy, until the end position is reached", &o.follow),
	}, o.followOptions.flags(), []cli.Flag{
		option("skip-large-objects", "copy no large objects", &o.skipLargeObjects),
		snapshotFlag(&o.snapshot),
		o.whereFlag(),
		&cli.BoolFlag{Name: "fail-fast", Usage: "accepted for scripts that give it: copydb always stops at the first error",
			DisableDefaultText: true},
	}, o.splitting.flags(), o.statistics.flags(), o.output.flags())
}

// schemaFlags are those that have to do with definitions.
func (o *runOptions) schemaFlags() []cli.Flag {
	return slices.Concat([]cli.Flag{
		option("drop-if-exists", "drop what is in the way on the target before making it", &o.dropIfExists),
		option("restart", "remove what an unfinished run left on the target, and begin again", &o.restart),
	}, o.omissions.flags(), o.surroundings.flags(), o.filters.flags(), o.schemaMap.flags())
}

// Validate completes the options, and refuses those that make no sense.
func (o *runOptions) Validate() error {
	if err := o.pace.Validate(); err != nil {
		return err
	}
	if err := o.output.Validate(); err != nil {
		return err
	}
	if err := errors.Join(o.statistics.Validate(), o.splitting.Validate()); err != nil {
		return err
	}
	if err := o.surroundings.Validate(); err != nil {
		return err
	}
	if err := o.filters.Validate(); err != nil {
		return err
	}
	if err := o.schemaMap.Validate(); err != nil {
		return err
	}
	if err := o.followOptions.Validate(); err != nil {
		return err
	}
	if !o.follow && o.followOptions.given() {
		return &usageError{problem: "--streaming, --endpos, --slot-name, --insert-only and --replica-identity-full are about following",
			hint: "give --follow as well, or leave them out"}
	}
	var err error
	o.sourceEndpoint, o.targetEndpoint, err = o.endpoints()
	return err
}

// config returns what a run takes.
func (o *runOptions) config(version string) run.Config {
	config := o.pace.config(version)
	config.Source, config.Target = o.sourceEndpoint, o.targetEndpoint
	config.Restart, config.SnapshotID = o.restart, o.snapshot
	config.Options = plan.Options{
		DDL:              o.omissions.options(o.skipLargeObjects),
		DropIfExists:     o.dropIfExists,
		SkipLargeObjects: o.skipLargeObjects,
		Statistics:       o.statistics.chosen(),
		Split:            o.splitting.chosen,
		Filter:           o.filters.chosen,
		MapSchemas:       o.schemas,
	}
	o.surroundings.addTo(&config)
	if o.follow {
		o.followOptions.addTo(&config)
	}
	return config
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
