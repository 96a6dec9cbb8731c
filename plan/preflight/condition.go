package preflight

import (
	"context"
	"fmt"
	"strings"

	"copydb/catalog"
)

// relationsRead names the tables and sequences of the source that the run reads.
func (c *Checks) relationsRead() map[catalog.Name]bool {
	read := map[catalog.Name]bool{}
	for _, table := range c.Plan.Tables {
		read[table.Name] = true
	}
	for _, sequence := range c.Plan.Sequences {
		read[sequence.Name] = true
	}
	return read
}

// checkConditions lets the source try the conditions on rows that the user gave. The first that it does not understand
// ends the snapshot's transaction, and so the checks.
func (c *Checks) checkConditions(ctx context.Context) ([]Finding, error) {
	for _, table := range c.Plan.Tables {
		if c.Plan.Choice.Where[table.OID] == "" {
			continue
		}
		rows, err := c.Snapshot.Query(ctx, table.Copy.Explain())
		if err == nil {
			rows.Close()
			err = rows.Err()
		}
		switch state := catalog.SQLState(err); {
		case err == nil:
		case state == "":
			return nil, err
		default:
			return []Finding{{Side: catalog.Source, Refused: true,
				Text: fmt.Sprintf("the condition on rows of table %s: %s", table.Name.Plain(), catalog.ServerMessage(err)),
				Hint: "--where takes the table, a colon, and an expression as after WHERE, with functions of the users' by their schemas"}}, nil
		}
	}
	return nil, nil
}

// unmatched tells of patterns that have no effect.
func (c *Checks) unmatched() []Finding {
	var findings []Finding
	for _, pattern := range c.Plan.Choice.Unmatched {
		hint := "list what there is with copydb list schema"
		if len(pattern.Near) > 0 {
			hint = "there is " + strings.Join(pattern.Near, ", ")
		}
		findings = append(findings, Finding{Side: catalog.Source, Hint: hint,
			Text: fmt.Sprintf("--%s %s: %s", pattern.Option, pattern.Pattern, pattern.Problem)})
	}
	return findings
}
