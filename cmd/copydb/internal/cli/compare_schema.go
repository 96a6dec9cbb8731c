package cli

import (
	"context"
	"fmt"
	"slices"

	cli "github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/ddl/pgparse"
	"copydb/plan"
)

const compareHelp = `Reads the definitions of both databases and compares them object by object: also what pg_dump does not show, such as the
physical order of inherited columns. What the two servers' versions merely print differently is no difference; what a
version cannot have is one.

Each object that differs is a paragraph on standard output: lines with - are the source's, lines with + the target's.

Where large objects are, and whether materialized views are filled, is compared as well, unless --definitions-only is given.

` + filterHelp + "\n\n"

// compareOptions are what the user chose for a comparison.
type compareOptions struct {
	connections
	omissions
	filters
	schemaMap
	definitionsOnly bool
	format          string
}

func (o *compareOptions) flags() []cli.Flag {
	return append(slices.Concat(o.connections.flags(), o.omissions.flags(), o.filters.flags(), o.schemaMap.flags()),
		option("definitions-only", "leave out large objects, and whether materialized views are filled", &o.definitionsOnly),
		formatFlag(&o.format),
	)
}

// Validate completes the options, and refuses those that make no sense.
func (o *compareOptions) Validate() error {
	if err := validFormat("format", o.format); err != nil {
		return err
	}
	return firstError(o.filters.Validate, o.schemaMap.Validate, o.connections.Validate)
}

func (a *app) compareSchemaCommand() *cli.Command {
	options := &compareOptions{}
	return &cli.Command{
		Name:        "schema",
		Usage:       "compare the definitions of two databases",
		UsageText:   "copydb compare schema --source URL --target URL [options]",
		Description: compareHelp + connectionHelp + "\n\n" + exitCodeHelp("the definitions are the same", Failed, Usage, Differs, Interrupted),
		Flags:       options.flags(),
		Action:      action(options, func(ctx context.Context) error { return compareSchema(ctx, options, a.console) }),
	}
}

// compareSchema does what the command compare schema does.
func compareSchema(ctx context.Context, options *compareOptions, console Console) error {
	source, target, err := readBoth(ctx, options.source, options.target)
	if err != nil {
		return err
	}
	source, target = options.filters.chooseBoth(source, target, console.Stderr)
	what := options.omissions.options(options.definitionsOnly)
	describe := func(facts *catalog.Facts, other catalog.Server, schemas plan.Schemas) []ddl.Statement {
		statements := ddl.Describe(facts, other, what)
		schemas.Rename(statements)
		return slices.DeleteFunc(statements, func(s ddl.Statement) bool { return options.definitionsOnly && s.Phase == ddl.Refresh })
	}
	comparison := ddl.Compare(describe(source, target.Server, options.schemas), describe(target, source.Server, options.schemas.Mapped()),
		pgparse.Equivalent)
	write := writeComparison
	if options.format == jsonFormat {
		write = writeComparisonJSON
	}
	if err := write(console.Stdout, comparison); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	if len(comparison.Differences) > 0 {
		return &differenceError{objects: len(comparison.Differences)}
	}
	return nil
}

// readBoth reads the facts of both sides at the same time.
func readBoth(ctx context.Context, source, target catalog.Endpoint) (ofSource, ofTarget *catalog.Facts, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { ofSource, err = source.Facts(ctx, "compare"); return err })
	group.Go(func() (err error) { ofTarget, err = target.Facts(ctx, "compare"); return err })
	err = group.Wait()
	return ofSource, ofTarget, err
}
