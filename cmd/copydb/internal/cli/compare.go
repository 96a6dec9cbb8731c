package cli

import (
	"context"
	"fmt"
	"io"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

func (a *app) compareCommand() *cli.Command {
	return a.group("compare", "compare two databases", "", a.compareSchemaCommand(), a.compareDataCommand())
}

// comparing is what a user chose for any comparison.
type comparing struct {
	connections
	all    bool
	format string
}

func (c *comparing) flags() []cli.Flag {
	return append(c.connections.flags(),
		option("all-databases", "compare every database of the source's server with the target's of the same name", &c.all),
		formatFlag(&c.format),
	)
}

// Validate completes the options, and refuses those that make no sense.
func (c *comparing) Validate() error {
	if err := validFormat("format", c.format); err != nil {
		return err
	}
	return c.connections.Validate()
}

// compared is what came of a comparison.
type compared struct {
	differing int
	text      string
	document  any // for machines
}

// comparison compares two databases.
type comparison func(ctx context.Context, source, target catalog.Endpoint) (compared, error)

// compare compares one database, or all, writes what came of it, and returns a differenceError if anything differs.
func (c *comparing) compare(ctx context.Context, w io.Writer, one comparison) error {
	if c.all {
		one = ofAll(one)
	}
	result, err := one(ctx, c.source, c.target)
	if err != nil {
		return err
	}
	if c.format == jsonFormat {
		err = writeJSON(w, result.document)
	} else {
		_, err = io.WriteString(w, result.text)
	}
	if err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	if result.differing > 0 {
		return &differenceError{objects: result.differing}
	}
	return nil
}

// instanceComparisonJSON is a comparison of several databases for machines.
type instanceComparisonJSON struct {
	Databases []databaseComparisonJSON `json:"databases"`
}

type databaseComparisonJSON struct {
	Database   string `json:"database"`
	Missing    string `json:"missing,omitempty"` // the side that does not have it
	Comparison any    `json:"comparison,omitempty"`
}

// ofAll compares the source's databases, one after another.
func ofAll(one comparison) comparison {
	return func(ctx context.Context, source, target catalog.Endpoint) (all compared, err error) {
		databases, err := source.Databases(ctx, "compare")
		if err != nil {
			return all, err
		}
		var document instanceComparisonJSON
		for _, database := range databases {
			result, err := one(ctx, source.In(database), target.In(database))
			told := databaseComparisonJSON{Database: database, Comparison: result.document}
			switch {
			case catalog.SQLState(err) == catalog.UndefinedDatabase:
				told.Missing = string(catalog.Target)
				result = compared{differing: 1, text: "The database is missing on the target\n"}
			case err != nil:
				return all, fmt.Errorf("database %s: %w", database, err)
			}
			document.Databases = append(document.Databases, told)
			all.text += fmt.Sprintf("\nDatabase %s\n%s", printable(database), result.text)
			all.differing += result.differing
		}
		all.document = document
		return all, nil
	}
}

// verdict sums up.
func verdict(differences int) string {
	switch differences {
	case 0:
		return "no difference"
	case 1:
		return "1 differs"
	}
	return formatCount(int64(differences)) + " differ"
}
