package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	cli "github.com/urfave/cli/v2"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"copydb/catalog"
	"copydb/plan/verify"
)

const compareDataHelp = `Reads every row of both databases on the servers themselves, and compares how many there are and what they hash to: tables,
materialized views that are filled, sequences and large objects. Big tables are read in parts, several at the same time.
Nothing is written on either side.

What differs is named on standard output. Each side is seen as it was at one moment: where somebody writes to the source
meanwhile, a difference means nothing.

` + filterHelp + "\n\n"

// compareDataOptions are what the user chose for a comparison of rows.
type compareDataOptions struct {
	comparing
	filters
	schemaMap
	output
	jobs int
}

func (o *compareDataOptions) flags() []cli.Flag {
	return slices.Concat(o.comparing.flags(), o.filters.flags(), o.schemaMap.flags(), []cli.Flag{
		o.filters.whereFlag(),
		tableJobsFlag("read rows in `N` sessions a side at the same time", &o.jobs),
	}, o.output.flags())
}

// Validate completes the options, and refuses those that make no sense.
func (o *compareDataOptions) Validate() error {
	if err := validJobs("table-jobs", o.jobs); err != nil {
		return err
	}
	return firstError(o.output.Validate, o.filters.Validate, o.schemaMap.Validate, o.comparing.Validate)
}

func (a *app) compareDataCommand() *cli.Command {
	options := &compareDataOptions{}
	return &cli.Command{
		Name:        "data",
		Usage:       "compare the rows, sequences and large objects of two databases",
		UsageText:   "copydb compare data --source URL --target URL [options]",
		Description: compareDataHelp + connectionHelp + "\n\n" + exitCodeHelp("both hold the same", Failed, Usage, Differs, Interrupted),
		Flags:       options.flags(),
		Action:      action(options, func(ctx context.Context) error { return a.compareData(ctx, options) }),
	}
}

// compareData does what the command compare data does.
func (a *app) compareData(ctx context.Context, options *compareDataOptions) error {
	teller := options.newTeller(a.console.Stderr)
	return options.compare(ctx, a.console.Stdout, func(ctx context.Context, source, target catalog.Endpoint) (compared, error) {
		items, err := verify.Run(ctx, verify.Config{Source: source, Target: target, Filter: options.chosen, Schemas: options.schemas, Jobs: options.jobs,
			Compared: func(item verify.Item) { teller.tell(comparedLine(item)) }})
		differing := slices.DeleteFunc(slices.Clone(items), func(item verify.Item) bool { return item.Same() })
		return compared{differing: len(differing), text: dataText(items, differing), document: dataJSON(items, differing)}, err
	})
}

// comparedLine tells of an item, sequences only to those who want to know everything.
func comparedLine(item verify.Item) line {
	level := zapcore.InfoLevel
	if strings.HasPrefix(item.Object, "sequence ") {
		level = zapcore.DebugLevel
	}
	return line{
		level:    level,
		sentence: itemText(item),
		message:  "compared",
		facts: []zap.Field{zap.String("object", item.Object), zap.Bool("same", item.Same()), zap.Int64("source-rows", item.Source.Rows),
			zap.Int64("target-rows", item.Target.Rows)},
	}
}

// itemText tells of an item in a line.
func itemText(item verify.Item) string {
	switch {
	case item.Missing != "":
		return fmt.Sprintf("%s is missing on the %s", item.Object, item.Missing)
	case item.Differs != "":
		return fmt.Sprintf("%s: %s", item.Object, item.Differs)
	}
	if item.Rows {
		return fmt.Sprintf("%s: %s, the same on both sides", item.Object, plural(item.Source.Rows, "row"))
	}
	return item.Object + ": the same on both sides"
}

// dataText lists what differs, and sums up.
func dataText(items, differing []verify.Item) string {
	var text strings.Builder
	for _, item := range differing {
		text.WriteString(printable(itemText(item)) + "\n")
	}
	if len(differing) > 0 {
		text.WriteString("\n")
	}
	fmt.Fprintf(&text, "%s and %s compared, %s\n", plural(len(items), "object"), plural(rowsOf(items), "row"), verdict(len(differing)))
	return text.String()
}

// rowsOf counts the source's rows in tables and views.
func rowsOf(items []verify.Item) (rows int64) {
	for _, item := range items {
		rows += item.Source.Rows
	}
	return rows
}

// dataComparisonJSON is a comparison of rows for machines.
type dataComparisonJSON struct {
	Objects     int                  `json:"objects"` // compared
	Rows        int64                `json:"rows"`    // of the source
	Differences []dataDifferenceJSON `json:"differences"`
}

type dataDifferenceJSON struct {
	Object     string `json:"object"`
	Missing    string `json:"missing,omitempty"` // the side that does not have it
	Differs    string `json:"differs,omitempty"`
	SourceRows int64  `json:"source_rows"`
	TargetRows int64  `json:"target_rows"`
}

func dataJSON(items, differing []verify.Item) dataComparisonJSON {
	result := dataComparisonJSON{Objects: len(items), Rows: rowsOf(items), Differences: []dataDifferenceJSON{}}
	for _, item := range differing {
		result.Differences = append(result.Differences, dataDifferenceJSON{Object: item.Object, Missing: string(item.Missing),
			Differs: item.Differs, SourceRows: item.Source.Rows, TargetRows: item.Target.Rows})
	}
	return result
}
