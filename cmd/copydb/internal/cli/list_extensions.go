package cli

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5"
	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

// listedExtension is an extension of the source, and what the target has of it.
type listedExtension struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Schema  string   `json:"schema"`
	Tables  []string `json:"config_tables"`            // that hold rows of the users'
	Offered *string  `json:"target_version,omitempty"` // what CREATE EXTENSION takes there, "" where it is not to be had
}

// extensionOptions are what the user chose for a list of extensions.
type extensionOptions struct {
	listOptions
}

func (o *extensionOptions) hasTarget() bool { return o.givenTarget != "" }

func (o *extensionOptions) flags() []cli.Flag { return append(o.listOptions.flags(), o.targetFlag()) }

// Validate completes the options. The target has to be given on the command line: one in the environment is for other
// commands.
func (o *extensionOptions) Validate() error {
	if o.hasTarget() {
		if err := o.readTarget(); err != nil {
			return err
		}
	}
	return o.listOptions.Validate()
}

func (a *app) listExtensionsCommand() *cli.Command {
	options := &extensionOptions{}
	return a.listing("extensions", "the extensions, and with --target the versions that it offers", options.flags(),
		action(options, func(ctx context.Context) error {
			found, err := listExtensions(ctx, options, a.console.Stderr)
			if err != nil {
				return err
			}
			return found.write(a.console.Stdout, options.json)
		}))
}

// listExtensions lists the extensions.
func listExtensions(ctx context.Context, options *extensionOptions, stderr io.Writer) (listing, error) {
	facts, err := options.source.Facts(ctx, "list")
	if err != nil {
		return listing{}, err
	}
	facts = options.filters.choose(facts, stderr)
	var offered map[string]string
	if options.hasTarget() {
		if offered, err = offeredExtensions(ctx, options.target); err != nil {
			return listing{}, err
		}
	}
	var extensions []listedExtension
	for _, e := range facts.Extensions {
		listed := listedExtension{Name: e.Name, Version: e.Version, Schema: e.Schema, Tables: []string{}}
		for _, table := range facts.ConfigTables {
			if table.ExtensionOID == e.OID {
				listed.Tables = append(listed.Tables, table.Plain())
			}
		}
		if options.hasTarget() {
			version := offered[e.Name]
			listed.Offered = &version
		}
		extensions = append(extensions, listed)
	}
	columns := []column[listedExtension]{
		{title: "Name", text: func(e listedExtension) string { return e.Name }},
		{title: "Version", text: func(e listedExtension) string { return e.Version }},
		{title: "Schema", text: func(e listedExtension) string { return e.Schema }},
		{title: "Tables with rows", number: true, text: func(e listedExtension) string { return formatCount(int64(len(e.Tables))) }},
	}
	if options.hasTarget() {
		columns = append(columns, column[listedExtension]{title: "On the target", text: onTarget})
	}
	return newListing(extensions, columns...), nil
}

func onTarget(e listedExtension) string {
	if *e.Offered == "" {
		return "not available"
	}
	return *e.Offered
}

// offeredExtensions returns the version of each extension that a target offers.
func offeredExtensions(ctx context.Context, target catalog.Endpoint) (map[string]string, error) {
	offered := map[string]string{}
	err := target.Read(ctx, "list", func(session pgx.Tx, server catalog.Server) error {
		found, err := catalog.ReadAvailableExtensions(ctx, session, server)
		for _, extension := range found {
			offered[extension.Name] = extension.Version
		}
		return err
	})
	return offered, err
}
