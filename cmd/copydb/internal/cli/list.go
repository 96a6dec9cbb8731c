package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/ddl"
)

// listOptions are what the user chose for a list.
type listOptions struct {
	connections
	filters
	json bool
}

// ownFlags are those of lists of what no filter chooses from.
func (o *listOptions) ownFlags() []cli.Flag {
	return []cli.Flag{o.sourceFlag(), option("json", "print JSON", &o.json)}
}

func (o *listOptions) flags() []cli.Flag {
	return append(o.ownFlags(), o.filters.flags()...)
}

// Validate completes the options.
func (o *listOptions) Validate() error {
	return firstError(o.filters.Validate, o.readSource)
}

// list is a kind of things that can be listed.
type list struct {
	name, usage string
	filtered    bool
	read        func(ctx context.Context, of listed) (listing, error)
}

// listed is the database whose things are listed.
type listed struct {
	session pgx.Tx
	server  catalog.Server
	filters *filters
	stderr  io.Writer
}

// facts reads what the filters choose of the database.
func (l listed) facts(ctx context.Context) (*catalog.Facts, error) {
	facts, err := catalog.ReadFacts(ctx, l.session, l.server)
	if err != nil {
		return nil, err
	}
	return l.filters.choose(facts, l.stderr), nil
}

func lists() []list {
	return []list{
		{"databases", "the databases of the source's cluster, with their sizes", false, listDatabases},
		{"collations", "the collations that the source uses, with the versions of their libraries", false, listCollations},
		{"tables", "the tables, with their sizes, and the format in which rows are copied", true, listTables},
		{"sequences", "the sequences, and where they stand", true, listSequences},
		{"indexes", "the indexes, and the constraints that they belong to", true, listIndexes},
		{"schema", "all objects, by kind and name", true, listSchema},
		{"depends", "which object needs which", true, listDepends},
	}
}

func (a *app) listCommand() *cli.Command {
	commands := []*cli.Command{a.listExtensionsCommand(), a.listPartsCommand(), a.listProgressCommand()}
	for _, list := range lists() {
		options := &listOptions{}
		flags := options.ownFlags()
		if list.filtered {
			flags = options.flags()
		}
		commands = append(commands, a.listing(list.name, list.usage, flags, action(options, func(ctx context.Context) error {
			return options.source.Read(ctx, "list", func(session pgx.Tx, server catalog.Server) error {
				found, err := list.read(ctx, listed{session, server, &options.filters, a.console.Stderr})
				if err != nil {
					return err
				}
				return found.write(a.console.Stdout, options.json)
			})
		})))
	}
	return a.group("list", "list what is in a database", "", commands...)
}

// listing is the command of a list.
func (a *app) listing(name, usage string, flags []cli.Flag, do cli.ActionFunc) *cli.Command {
	return &cli.Command{
		Name:        name,
		Usage:       "list " + usage,
		UsageText:   "copydb list " + name + " --source URL [options]",
		Description: connectionHelp + "\n\n" + exitCodeHelp("done", Failed, Usage, Interrupted),
		Flags:       flags,
		Action:      do,
	}
}

// listing is a list of things, for people and for machines.
type listing struct {
	table *grid
	items any // a slice, for JSON
}

// newListing makes a listing of items, by what becomes of each in each column.
func newListing[T any](items []T, columns ...column[T]) listing {
	titles := make([]string, len(columns))
	for i, column := range columns {
		titles[i] = column.title
	}
	table := newGrid(titles...)
	for i, column := range columns {
		table.left[i] = !column.number
	}
	for _, item := range items {
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = printable(column.text(item))
		}
		table.add(cells...)
	}
	if items == nil {
		items = []T{}
	}
	return listing{table: table, items: items}
}

// column is a column of a listing.
type column[T any] struct {
	title  string
	text   func(T) string
	number bool
}

func (l listing) write(w io.Writer, asJSON bool) error {
	if asJSON {
		return writeJSON(w, l.items)
	}
	_, err := io.WriteString(w, l.table.String())
	return err
}

// yes writes a condition that is worth a word.
func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// describeSource reads a database and writes all that is in it.
func describeSource(ctx context.Context, of listed) (*catalog.Facts, []*ddl.Statement, error) {
	facts, err := of.facts(ctx)
	if err != nil {
		return nil, nil, err
	}
	return facts, ddl.Describe(facts, of.server, ddl.Options{}), nil
}

// listSchema lists all objects.
func listSchema(ctx context.Context, of listed) (listing, error) {
	type object struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	}
	_, statements, err := describeSource(ctx, of)
	if err != nil {
		return listing{}, err
	}
	var objects []object
	for _, found := range ddl.Objects(statements) {
		objects = append(objects, object(found))
	}
	return newListing(objects,
		column[object]{title: "Kind", text: func(o object) string { return o.Kind }},
		column[object]{title: "Name", text: func(o object) string { return o.Name }},
	), nil
}

// listDepends lists which object needs which.
func listDepends(ctx context.Context, of listed) (listing, error) {
	type edge struct {
		Object string `json:"object"`
		Needs  string `json:"needs"`
		Kind   string `json:"kind"`
	}
	facts, statements, err := describeSource(ctx, of)
	if err != nil {
		return listing{}, err
	}
	words := map[string]string{"n": "normal", "a": "auto", "i": "internal", "e": "extension"}
	var edges []edge
	for _, found := range ddl.Edges(statements, facts.Depends) {
		word := words[found.Kind]
		if word == "" {
			word = fmt.Sprintf("%q", found.Kind)
		}
		edges = append(edges, edge{Object: found.Object, Needs: found.Needs, Kind: word})
	}
	return newListing(edges,
		column[edge]{title: "Object", text: func(e edge) string { return e.Object }},
		column[edge]{title: "Needs", text: func(e edge) string { return e.Needs }},
		column[edge]{title: "Kind", text: func(e edge) string { return e.Kind }},
	), nil
}
