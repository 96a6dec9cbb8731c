package cli

import (
	"slices"

	cli "github.com/urfave/cli/v2"

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
	err := firstError(o.pace.Validate, o.output.Validate, o.statistics.Validate, o.splitting.Validate, o.surroundings.Validate,
		o.filters.Validate, o.schemaMap.Validate, o.followOptions.Validate)
	if err != nil {
		return err
	}
	if !o.follow && o.followOptions.given() {
		return &usageError{problem: "--streaming, --endpos, --slot-name, --insert-only and --replica-identity-full are about following",
			hint: "give --follow as well, or leave them out"}
	}
	return o.connections.Validate()
}

// config returns what a run takes.
func (o *runOptions) config(version string) run.Config {
	config := o.pace.config(version)
	config.Source, config.Target = o.source, o.target
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
