package cli

import (
	"errors"
	"os"
	"strings"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

// connections are the two sides of a command.
type connections struct {
	givenSource, givenTarget string // as the user gave them

	source, target catalog.Endpoint // set by Validate, or one of them alone
}

// The environment variables that serve where a flag is missing, ours and those that pgcopydb reads.
var (
	sourceVariables = []string{"COPYDB_SOURCE", "PGCOPYDB_SOURCE_PGURI"}
	targetVariables = []string{"COPYDB_TARGET", "PGCOPYDB_TARGET_PGURI"}
)

const connectionHelp = `A connection string is a URL (postgres://role@host:5432/database?sslmode=verify-full) or key=value pairs ("host=db1
dbname=shop user=app"). What it leaves out comes from the environment (PGHOST, PGUSER, PGSSLROOTCERT and so on), the
service file and the password file ~/.pgpass, which is the place for a password: others can see a command line.`

func (c *connections) flags() []cli.Flag { return []cli.Flag{c.sourceFlag(), c.targetFlag()} }

func (c *connections) sourceFlag() cli.Flag {
	return &cli.StringFlag{Name: "source", Usage: "the database to copy from, as a `URL` [$" + strings.Join(sourceVariables, ", $") + "]",
		Destination: &c.givenSource}
}

func (c *connections) targetFlag() cli.Flag {
	return &cli.StringFlag{Name: "target", Usage: "the database to copy to, as a `URL` [$" + strings.Join(targetVariables, ", $") + "]",
		Destination: &c.givenTarget}
}

// Validate completes both from the environment and reads them.
func (c *connections) Validate() error { return firstError(c.readSource, c.readTarget) }

func (c *connections) readSource() (err error) {
	c.source, err = endpoint(catalog.Source, c.givenSource, sourceVariables)
	return err
}

func (c *connections) readTarget() (err error) {
	c.target, err = endpoint(catalog.Target, c.givenTarget, targetVariables)
	return err
}

func endpoint(side catalog.Side, given string, variables []string) (catalog.Endpoint, error) {
	for _, variable := range variables {
		if given == "" {
			given = os.Getenv(variable)
		}
	}
	if given == "" {
		return catalog.Endpoint{}, &usageError{
			problem: "the " + string(side) + " is missing",
			hint:    "give --" + string(side) + " postgres://... or set " + variables[0],
		}
	}
	const hint = `write a URL as postgres://role:password@host:5432/database, with %40 for @, %2F for / and %23 for # in a password; ` +
		`or key=value pairs in quotes, as in "host=db1 dbname=shop user=app"`
	if strandedAt(given) {
		return catalog.Endpoint{}, &usageError{problem: "reading the " + string(side) + " connection string: it is no postgres:// URL, " +
			"or has an @ where none can be", hint: hint}
	}
	parsed, err := catalog.ParseEndpoint(side, given)
	switch {
	case errors.Is(err, catalog.ErrBadEndpoint):
		return parsed, &usageError{problem: err.Error(), hint: hint}
	case err != nil:
		return parsed, &usageError{problem: err.Error(), hint: "check the file that the connection string or a PG variable names"}
	}
	return parsed, nil
}

// strandedAt finds a URL whose password holds a bare / ? or #, which makes the rest of the password a path or a query: it
// would be taken for the database's name, and be printed as such. It also finds a URL inside of something else.
func strandedAt(given string) bool {
	scheme, rest, isURL := strings.Cut(given, "://")
	if !isURL {
		return false
	}
	if scheme != "postgres" && scheme != "postgresql" {
		return true
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		return false
	}
	path, query, _ := strings.Cut(rest[end:], "?")
	return strings.Contains(path, "@") || strings.Contains(query, "@") && !strings.Contains(rest[:end], "@")
}
