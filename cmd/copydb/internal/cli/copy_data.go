package cli

import (
	"slices"

	cli "github.com/urfave/cli/v2"

	"copydb/plan"
)

// fillHelp tells what the parts have in common that go into definitions which are there.
const fillHelp = `The definitions have to be on the target: copydb copy schema brings them. Tables that hold rows are refused, as are large
objects whose numbers are taken. Triggers and foreign keys of the target's tables do not act while rows come, which takes a
role that may set session_replication_role, where there are any.

` + partHelp

// fill is a part that goes into definitions which are there.
type fill struct {
	only        plan.Only
	usage, help string
}

func fills() []fill {
	return []fill{
		{plan.Data, "copy all but definitions into definitions that are there",
			`Copies the rows of tables, large objects, and where sequences stand; makes those indexes, keys and foreign keys that are not
there yet; fills materialized views.

`},
		{plan.TableData, "copy the rows of tables into tables that are there", "Copies the rows of all tables.\n\n"},
		{plan.Blobs, "copy large objects", "Copies large objects, with their numbers, owners, privileges and comments.\n\n"},
		{plan.SequenceValues, "set the target's sequences", "Sets the target's sequences to where those of the source stand.\n\n"},
		{plan.Indexes, "make indexes on tables that are there", "Makes the indexes that the target's tables do not have yet.\n\n"},
		{plan.Constraints, "make keys and foreign keys of tables that are there",
			"Makes the keys, exclusion constraints and foreign keys that the target's tables do not have yet.\n\n"},
	}
}

// fillFlags are the options of such a part.
func (o *partOptions) fillFlags() []cli.Flag {
	flags := slices.Concat(o.connections.flags(), o.pace.flags(), []cli.Flag{
		option("restart", "remove what an unfinished run left on the target, and begin again", &o.restart),
		snapshotFlag(&o.snapshot),
	})
	if o.only.HasLargeObjects() {
		flags = append(flags,
			option("no-owner", "leave out who owns what: all is the connecting role's", &o.noOwner),
			option("no-acl", "leave out privileges", &o.noPrivileges),
			option("no-comments", "leave out comments", &o.noComments))
	}
	if o.only == plan.Data || o.only == plan.Indexes {
		flags = append(flags, option("no-tablespaces", "leave out tablespaces: all is in the default one", &o.noTablespaces))
	}
	if o.only.HasRows() {
		flags = append(flags, option("skip-extensions", "leave out the rows of extensions' tables", &o.skipExtensions))
	}
	if o.only == plan.Data {
		flags = append(flags, option("skip-large-objects", "copy no large objects", &o.skipLargeObjects))
	}
	if o.only.HasRows() {
		flags = slices.Concat(flags, o.splitting.flags(), o.statistics.flags())
	}
	if o.only != plan.Blobs {
		flags = append(flags, o.filters.flags()...)
	}
	if o.only.HasRows() {
		flags = append(flags, o.whereFlag())
	}
	return append(flags, o.output.flags()...)
}
