package run

import (
	"context"
	"fmt"
	"strings"

	"copydb/catalog"
)

// relationsRead names the tables and sequences of the source that the run reads.
func (r *run) relationsRead() map[catalog.Name]bool {
	read := map[catalog.Name]bool{}
	for _, table := range r.plan.Tables {
		read[table.Name] = true
	}
	for _, sequence := range r.plan.Sequences {
		read[sequence.Name] = true
	}
	return read
}

// checkConditions lets the source try the conditions on rows that the user gave. The first that it does not understand
// ends the snapshot's transaction, and so the checks.
func (r *run) checkConditions(ctx context.Context) ([]Finding, error) {
	for _, table := range r.plan.Tables {
		if r.plan.Choice.Where[table.OID] == "" {
			continue
		}
		rows, err := r.snapshot.Query(ctx, table.Copy.Explain())
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
func (r *run) unmatched() []Finding {
	var findings []Finding
	for _, pattern := range r.plan.Choice.Unmatched {
		hint := "list what there is with copydb list schema"
		if len(pattern.Near) > 0 {
			hint = "there is " + strings.Join(pattern.Near, ", ")
		}
		findings = append(findings, Finding{Side: catalog.Source, Hint: hint,
			Text: fmt.Sprintf("--%s %s: %s", pattern.Option, pattern.Pattern, pattern.Problem)})
	}
	return findings
}
