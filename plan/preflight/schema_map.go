package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"copydb/catalog"
)

// checkSchemaMap refuses new names of schemas by which two schemas would become one, or that are for schemas which are not there.
func (c *Checks) checkSchemaMap(context.Context) ([]Finding, error) {
	there := map[string]bool{"public": true}
	for _, schema := range c.facts().Schemas {
		there[schema.Name] = true
	}
	taken := map[string]string{} // the old name by the new one
	for schema := range there {
		if _, mapped := c.Options.MapSchemas[schema]; !mapped {
			taken[schema] = schema
		}
	}
	var findings []Finding
	for _, from := range slices.Sorted(maps.Keys(c.Options.MapSchemas)) {
		to := c.Options.MapSchemas[from]
		switch other, clashes := taken[to]; {
		case !there[from]:
			findings = append(findings, Finding{Side: catalog.Source, Refused: true,
				Text: fmt.Sprintf("there is no schema %s to give another name", from), Hint: "names are written as they are: capitals count"})
		case clashes:
			findings = append(findings, Finding{Side: catalog.Target, Refused: true,
				Text: fmt.Sprintf("schemas %s and %s of the source would both become %s", other, from, to), Hint: "give them two names"})
		}
		taken[to] = from
	}
	return findings, nil
}
