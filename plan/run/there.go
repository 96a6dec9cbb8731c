package run

import (
	"context"

	"copydb/catalog"
	"copydb/ddl"
)

// readThere names what is on the target already, where a part is to fill it in. What of it the part would make is there
// and stays as it is.
func (r *run) readThere(ctx context.Context) ([]string, error) {
	if !r.Options.Only.FillsIn() {
		return nil, nil
	}
	facts, err := catalog.ReadFactsNow(ctx, r.lock, r.target)
	if err != nil {
		return nil, err
	}
	var there []string
	statements, _ := ddl.Statements(facts, r.target, ddl.Options{})
	for _, statement := range statements {
		if r.Options.Only.Has(statement) && statement.Phase != ddl.Refresh {
			there = append(there, statement.Name)
		}
	}
	return there, nil
}
