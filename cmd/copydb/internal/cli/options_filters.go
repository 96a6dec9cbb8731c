package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/ddl/pgparse"
)

// filters are what the user chose of a database.
type filters struct {
	file  string
	given filter.Filter
	where conditions

	chosen filter.Filter // set by Validate
}

const filterHelp = `A pattern is one of psql's: * stands for any characters, ? for one, letters become small but between double quotes, and a
schema stands before a dot. A table without a schema is looked for in the search_path of the role. Each of these options can
be given more than once. What needs something that is left out is left out with it, and listed.`

func (f *filters) flags() []cli.Flag {
	return slices.Concat([]cli.Flag{
		patternFlag("include-schema", "copy what is in schemas that match `PATTERN`, and in no others", &f.given.IncludeSchemas),
		patternFlag("exclude-schema", "leave out schemas that match `PATTERN`", &f.given.ExcludeSchemas),
		patternFlag("include-table", "copy tables that match `PATTERN`, and no others", &f.given.IncludeTables),
		patternFlag("exclude-table", "leave out tables, views and sequences that match `PATTERN`", &f.given.ExcludeTables),
		patternFlag("exclude-table-data", "copy tables that match `PATTERN` without their rows", &f.given.ExcludeData),
		patternFlag("exclude-index", "leave out indexes that match `PATTERN`", &f.given.ExcludeIndexes),
	}, f.extensionFlags())
}

// extensionFlags are those for commands that make nothing but extensions.
func (f *filters) extensionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "filters", Aliases: []string{"filter"}, Usage: "read what to leave out from `FILE`, as pgcopydb does",
			Destination: &f.file},
		patternFlag("include-extension", "make extensions that match `PATTERN`, and no others", &f.given.IncludeExtensions),
		patternFlag("exclude-extension", "leave out extensions that match `PATTERN`", &f.given.ExcludeExtensions),
	}
}

// patternFlag is an option that takes a pattern each time it is given.
func patternFlag(name, usage string, to *[]filter.Pattern) cli.Flag {
	return &cli.GenericFlag{Name: name, Usage: usage, Value: (*patterns)(to)}
}

const patternHint = "a pattern is like schema.table, with * for any characters and ? for one, and double quotes around capitals"

// whereFlag is for commands that copy rows.
func (f *filters) whereFlag() cli.Flag {
	return &cli.GenericFlag{Name: "where", Usage: "copy those rows of a table for which an expression holds: `'schema.table: expression'`",
		Value: &f.where}
}

// isGiven says whether something was chosen.
func (f *filters) isGiven() bool { return f.file != "" || !f.given.IsZero() }

// Validate reads the file, and refuses what cannot be understood.
func (f *filters) Validate() error {
	f.chosen = filter.Filter{}
	if f.file != "" {
		read, err := readFilters(f.file)
		if err != nil {
			return err
		}
		f.chosen = read
	}
	f.chosen.Add(f.given)
	for i, text := range f.where {
		where, err := parseWhere(text)
		if err != nil {
			return &usageError{problem: fmt.Sprintf("--where, condition %d: %v", i+1, err),
				hint: "give the table, a colon, and what would stand behind WHERE, as in 'shop.orders: total > 10'"}
		}
		f.chosen.Where = append(f.chosen.Where, where)
	}
	if err := f.chosen.Validate(); err != nil {
		return &usageError{problem: err.Error(), hint: patternHint}
	}
	return nil
}

func readFilters(path string) (filter.Filter, error) {
	const hint = "copydb help run tells of filters; the file is one of pgcopydb's, with sections like [exclude-table]"
	file, err := os.Open(path)
	if err != nil {
		var failure *fs.PathError
		if errors.As(err, &failure) {
			err = failure.Err // without the path, which could be anything
		}
		return filter.Filter{}, &usageError{problem: "opening the file of --filters: " + err.Error(), hint: hint}
	}
	defer file.Close()
	read, err := filter.ReadFile(file)
	if err != nil {
		return filter.Filter{}, &usageError{problem: "reading the file of --filters: " + err.Error(), hint: hint}
	}
	return read, nil
}

var errNoColon = errors.New("the colon behind the table is missing")

// parseWhere takes a condition on rows apart, at the first colon that is not in double quotes.
func parseWhere(text string) (filter.Where, error) {
	quoted := false
	for at, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ':' && !quoted:
			where := filter.Where{Table: filter.Pattern{Text: strings.TrimSpace(text[:at])}, Condition: strings.TrimSpace(text[at+1:])}
			return where, pgparse.BooleanExpression(where.Condition)
		}
	}
	return filter.Where{}, errNoColon
}

// choose returns what the filters leave of a database, and warns of patterns that have no effect.
func (f *filters) choose(facts *catalog.Facts, warnings io.Writer) *catalog.Facts {
	choice := filter.Choose(facts, f.chosen)
	for _, pattern := range choice.Unmatched {
		text := fmt.Sprintf("--%s %s: %s", pattern.Option, pattern.Pattern, pattern.Problem)
		if len(pattern.Near) > 0 {
			text += "; there is " + strings.Join(pattern.Near, ", ")
		}
		fmt.Fprintln(warnings, "copydb: warning: "+cleanLine(text))
	}
	return choice.Facts
}

// chooseBoth returns what the filters leave of both sides. Names without a schema are the source's role's to look up.
func (f *filters) chooseBoth(source, target *catalog.Facts, warnings io.Writer) (ofSource, ofTarget *catalog.Facts) {
	seen := *target
	seen.Server.SearchPath, seen.Server.Role = source.Server.SearchPath, source.Server.Role
	chosen := *filter.Choose(&seen, f.chosen).Facts
	chosen.Server = target.Server
	return f.choose(source, warnings), &chosen
}

// patterns is an option that can be given more than once.
type patterns []filter.Pattern

func (p *patterns) Set(text string) error {
	*p = append(*p, filter.Pattern{Text: text})
	return nil
}

func (p *patterns) String() string { return "" }

// conditions is an option that can be given more than once, each value as it is.
type conditions []string

func (c *conditions) Set(text string) error {
	*c = append(*c, text)
	return nil
}

func (c *conditions) String() string { return "" }
