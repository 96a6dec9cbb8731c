package cli

import (
	"context"
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/plan"
)

const copySchemaHelp = `Copies all definitions of the source database to the target database, as copydb run does, and no rows: tables are empty,
materialized views are not filled, sequences begin anew, and large objects stay behind.

` + partHelp

const copyExtensionsHelp = `Makes the extensions of the source database in the target database, in the versions that the target has, and the schemas
that they are in where these are missing. Extensions that are there stay as they are. A role that may install extensions
can so prepare a database for another role, which then copies with copydb run --skip-extensions.

` + partHelp

const copyRolesHelp = `Makes the roles of the source's cluster on the target's, with their memberships, settings and passwords, where they are
missing. A role that is there already stays as it is, and what differs is told. Roles of the system, and of the services
that run clusters, are left out. Passwords are copied as the cluster keeps them, where the source's role may read them.

The connection to the target may be to any database there.

If it does not finish, the schema copydb in the target tells how far it came, and --restart begins again.

` + connectionHelp + "\n\n"

const partHelp = filterHelp + `

If it does not finish, the schema copydb in the target tells how far it came, and --restart begins again.

` + connectionHelp + "\n\n"

// partOptions are what the user chose for a run that copies no rows.
type partOptions struct {
	runOptions
	only plan.Only
}

func (o *partOptions) flags() []cli.Flag {
	if o.only.FillsIn() {
		return o.fillFlags()
	}
	if o.only == plan.Extensions {
		return slices.Concat(o.connections.flags(), o.pace.flags(), []cli.Flag{
			option("restart", "forget an unfinished run, and begin again", &o.restart),
		}, o.filters.extensionFlags(), o.output.flags())
	}
	if o.only == plan.Roles {
		return slices.Concat(o.connections.flags(), o.pace.flags(), []cli.Flag{
			noRolePasswordsFlag(&o.noRolePasswords),
			option("no-comments", "leave out comments", &o.noComments),
			option("restart", "forget an unfinished run, and begin again", &o.restart),
		}, o.output.flags())
	}
	return slices.Concat(o.connections.flags(), o.pace.flags(), o.schemaFlags(), o.output.flags())
}

func (a *app) copyCommand() *cli.Command {
	commands := []*cli.Command{
		a.copyPart(plan.Schema, "copy the definitions of a database, without its rows", copySchemaHelp),
		a.copyPart(plan.Extensions, "make the extensions of a database", copyExtensionsHelp),
		a.copyPart(plan.Roles, "make the roles of a cluster", copyRolesHelp),
	}
	for _, fill := range fills() {
		commands = append(commands, a.copyPart(fill.only, fill.usage, fill.help+fillHelp))
	}
	return a.group("copy", "copy a part of what makes a database", "", commands...)
}

// copyPart is the command that copies a part.
func (a *app) copyPart(only plan.Only, usage, help string) *cli.Command {
	options := &partOptions{only: only}
	return &cli.Command{
		Name:        string(only),
		Usage:       usage,
		UsageText:   "copydb copy " + string(only) + " --source URL --target URL [options]",
		Description: help + exitCodeHelp("done", Failed, Usage, Exceptions, Refused, Interrupted),
		Flags:       options.flags(),
		Action: action(options, func(ctx context.Context) error {
			config := options.config(a.build.Version)
			config.Options.Only = only
			return a.copyDatabase(ctx, config, options.output, options.listen)
		}),
	}
}
