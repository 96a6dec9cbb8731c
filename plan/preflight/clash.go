package preflight

import (
	"context"
	"fmt"

	"copydb/catalog"
	"copydb/ddl"
)

// Clashes refuses a target that holds objects which the run would make, and has not been told to drop. What an unfinished
// run made should be gone by then.
func (c *Checks) Clashes(ctx context.Context) ([]Finding, error) {
	if c.isBare() || c.Options.DropIfExists { // what is there is another's copy, or will go
		return nil, nil
	}
	there, err := c.presentObjects(ctx)
	if err != nil {
		return nil, fmt.Errorf("checking before the run: %w", err)
	}
	var clashes []string
	for _, step := range c.Plan.Steps {
		for _, statement := range step.Statements {
			if statement.Drop != "" && there[statement.Name] {
				clashes = append(clashes, statement.Name)
			}
		}
	}
	if len(clashes) == 0 {
		return nil, nil
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "it already holds " + some(clashes),
		Hint: "choose an empty database, or drop what is in the way with --drop-if-exists"}}, nil
}

// presentObjects returns the names of what can be in the way on the target, as statements would name them.
func (c *Checks) presentObjects(ctx context.Context) (map[string]bool, error) {
	facts, err := catalog.ReadFactsNow(ctx, c.Session, c.Target)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	statements, _ := ddl.Statements(facts, c.Target, ddl.Options{})
	for _, statement := range statements {
		there[statement.Name] = statement.Drop != "" && !statement.Keeps
	}
	return there, nil
}
