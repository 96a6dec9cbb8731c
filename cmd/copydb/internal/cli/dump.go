package cli

import (
	"context"
	"fmt"
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/ddl"
)

const dumpHelp = `The statements go to standard output, as plain SQL that psql runs, or any other client, in an empty database. They are in
the order in which each finds what it needs; the same database gives the same text, to the byte. No name, and nothing else
that the database holds, can make a client do anything else.

They are for one major version of PostgreSQL. What that version cannot have is told on standard error, with exit code 3.

The text may hold passwords: those of user mappings and subscriptions. Large objects are rows, and not in it.

` + filterHelp + "\n\n"

const dumpRolesHelp = `Writes the roles of the source's cluster with their memberships, settings and passwords, as plain SQL that psql runs, or
any other client, in any database of another cluster. A role that is there already stays as it is. Roles of the system, and
of the services that run clusters, are not in it.

Passwords are there, as the cluster keeps them, where the source's role may read them; exit code 3 where it may not.

`

// dumpOptions are what the user chose for a dump.
type dumpOptions struct {
	connections
	omissions
	filters
	noRolePasswords bool
	version         int
}

func (o *dumpOptions) flags(section ddl.Section) []cli.Flag {
	flags := []cli.Flag{
		o.sourceFlag(),
		&cli.IntFlag{Name: "target-version", Usage: "write for PostgreSQL `N` (default: the source's version)", Destination: &o.version,
			DefaultText: "the source's"},
	}
	if section == ddl.Roles {
		return append(flags, noRolePasswordsFlag(&o.noRolePasswords))
	}
	return slices.Concat(flags, o.omissions.flags(), o.filters.flags())
}

// Validate completes the options, and refuses those that make no sense.
func (o *dumpOptions) Validate() error {
	if o.version != 0 && !catalog.Imagined(o.version).Known() {
		return &usageError{problem: "--target-version has none of its values", hint: "give a major version from 13 to 18"}
	}
	return firstError(o.filters.Validate, o.readSource)
}

func (a *app) dumpCommand() *cli.Command {
	return a.group("dump", "write the definitions of a database as SQL", "",
		a.dumpSection(ddl.WholeSchema, "all definitions", dumpHelp),
		a.dumpSection(ddl.BeforeRows, "the definitions that rows need: schemas, types, functions, tables", dumpHelp),
		a.dumpSection(ddl.AfterRows, "the definitions that come after the rows: indexes, constraints, triggers, owners, privileges", dumpHelp),
		a.dumpSection(ddl.Roles, "the roles of the cluster", dumpRolesHelp),
	)
}

func (a *app) dumpSection(section ddl.Section, usage, help string) *cli.Command {
	options := &dumpOptions{}
	return &cli.Command{
		Name:        string(section),
		Usage:       usage,
		UsageText:   "copydb dump " + string(section) + " --source URL [options] > FILE",
		Description: help + connectionHelp + "\n\n" + exitCodeHelp("done", Failed, Usage, Exceptions, Interrupted),
		Flags:       options.flags(section),
		Action:      action(options, func(ctx context.Context) error { return dump(ctx, options, section, a.console) }),
	}
}

// dump does what the command dump does.
func dump(ctx context.Context, options *dumpOptions, section ddl.Section, console Console) error {
	facts, err := options.source.Facts(ctx, "dump")
	if err != nil {
		return err
	}
	facts = options.filters.choose(facts, console.Stderr)
	major := facts.Server.Major()
	if options.version != 0 {
		major = options.version
	}
	what := options.omissions.options(true)
	what.Roles, what.RolesOnly, what.NoRolePasswords = section == ddl.Roles, section == ddl.Roles, options.noRolePasswords
	statements, losses := ddl.Statements(facts, catalog.Imagined(major), what)
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		return fmt.Errorf("ordering the statements: %w", err)
	}
	script := ddl.Script{Section: section, Version: fmt.Sprint(major), Encoding: "UTF8", Statements: ordered}
	if catalog.PassesBytes(facts.Server.Encoding) {
		script.Encoding = facts.Server.Encoding
	}
	if _, err := script.WriteTo(console.Stdout); err != nil {
		return fmt.Errorf("writing the dump: %w", err)
	}
	if len(losses) > 0 {
		return &exceptionsError{done: "the dump is written", losses: losses}
	}
	return nil
}
