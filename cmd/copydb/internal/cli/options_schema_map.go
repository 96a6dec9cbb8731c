package cli

import (
	"strings"

	cli "github.com/urfave/cli/v2"

	"copydb/plan"
)

// schemaMap is which schemas have another name on the target.
type schemaMap struct {
	pairs cli.StringSlice

	schemas plan.Schemas // set by Validate
}

func (m *schemaMap) flags() []cli.Flag {
	return []cli.Flag{&cli.StringSliceFlag{Name: "map-schema", Usage: "give a schema another name on the target, as `OLD=NEW`; may be repeated",
		Destination: &m.pairs}}
}

// Validate completes the choice, and refuses one that makes no sense.
func (m *schemaMap) Validate() (err error) {
	m.schemas, err = readPairs("map-schema", "schema", m.pairs.Value())
	return err
}

// readPairs reads the values of an option that gives things of a kind other names.
func readPairs(option, kind string, values []string) (map[string]string, error) {
	pairs := map[string]string{}
	for _, value := range values {
		from, to, found := strings.Cut(value, "=")
		if !found || from == "" || to == "" {
			return nil, &usageError{problem: "--" + option + " has to be two names with = between them",
				hint: "--" + option + " old=new is about the source's " + kind + " old and the target's " + kind + " new"}
		}
		if pairs[from] != "" {
			return nil, &usageError{problem: "--" + option + " is given twice for one " + kind, hint: "give each " + kind + " of the source once"}
		}
		pairs[from] = to
	}
	return pairs, nil
}
