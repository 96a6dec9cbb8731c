package cli

import (
	"context"
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
	comparing
	omissions
	filters
	schemaMap
	definitionsOnly bool
}

func (o *compareOptions) flags() []cli.Flag {
	return append(slices.Concat(o.comparing.flags(), o.omissions.flags(), o.filters.flags(), o.schemaMap.flags()),
		option("definitions-only", "leave out large objects, and whether materialized views are filled", &o.definitionsOnly),
	)
}

// Validate completes the options, and refuses those that make no sense.
func (o *compareOptions) Validate() error {
	return firstError(o.filters.Validate, o.schemaMap.Validate, o.comparing.Validate)
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
	return options.compare(ctx, console.Stdout, func(ctx context.Context, source, target catalog.Endpoint) (compared, error) {
		comparison, err := options.compareSchemas(ctx, source, target, console)
		return compared{differing: len(comparison.Differences), text: comparisonText(comparison), document: comparisonDocument(comparison)}, err
	})
}

// compareSchemas compares the definitions of two databases.
func (o *compareOptions) compareSchemas(ctx context.Context, from, to catalog.Endpoint, console Console) (ddl.Comparison, error) {
	source, target, err := readBoth(ctx, from, to)
	if err != nil {
		return ddl.Comparison{}, err
	}
	source, target = o.filters.chooseBoth(source, target, console.Stderr)
	what := o.omissions.options(o.definitionsOnly)
	describe := func(facts, other *catalog.Facts, schemas plan.Schemas) []*ddl.Statement {
		statements := ddl.Describe(ddl.WithMembers(facts, other), other.Server, what)
		schemas.Rename(statements)
		return slices.DeleteFunc(statements, func(s *ddl.Statement) bool { return o.definitionsOnly && s.Phase == ddl.Refresh })
	}
	return ddl.Compare(describe(source, target, o.schemas), describe(target, source, o.schemas.Mapped()),
		pgparse.Equivalent), nil
}

// readBoth reads the facts of both sides at the same time.
func readBoth(ctx context.Context, source, target catalog.Endpoint) (ofSource, ofTarget *catalog.Facts, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { ofSource, err = source.Facts(ctx, "compare"); return err })
	group.Go(func() (err error) { ofTarget, err = target.Facts(ctx, "compare"); return err })
	err = group.Wait()
	return ofSource, ofTarget, err
}
