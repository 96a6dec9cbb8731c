package preflight

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/ddl"
)

// Clashes refuses a target that holds objects which the run would make, and has not been told to drop. What an unfinished
// run made should be gone by then.
func (c *Checks) Clashes() []Finding {
	if c.isBare() || c.Options.DropIfExists { // what is there is another's copy, or will go
		return nil
	}
	var clashes []string
	for _, step := range c.Plan.Steps {
		for _, statement := range step.Statements {
			if statement.Drop != "" && c.Present[statement.Name] {
				clashes = append(clashes, statement.Name)
			}
		}
	}
	if len(clashes) == 0 {
		return nil
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "it already holds " + some(clashes),
		Hint: "choose an empty database, or drop what is in the way with --drop-if-exists"}}
}

// ReadPresent returns the names of what can be in the way on the target, as statements would name them.
func ReadPresent(ctx context.Context, target *pgx.Conn, server catalog.Server) (map[string]bool, error) {
	facts, err := catalog.ReadFactsNow(ctx, target, server)
	if err != nil {
		return nil, fmt.Errorf("looking for what is in the way: %w", err)
	}
	present := map[string]bool{}
	statements, _ := ddl.Statements(facts, server, ddl.Options{})
	for _, statement := range statements {
		if statement.Drop != "" && !statement.Keeps {
			present[strings.Clone(statement.Name)] = true // of many objects, nothing else is to be kept
		} else {
			delete(present, statement.Name)
		}
	}
	return present, nil
}
