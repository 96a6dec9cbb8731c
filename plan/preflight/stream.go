package preflight

import (
	"context"
	"fmt"

	"copydb/catalog"
	"copydb/logical"
)

// checkStream looks for what would stop a stream of the source's changes.
func (c *Checks) checkStream(ctx context.Context) ([]Finding, error) {
	settings, err := catalog.ReadStreamSettings(ctx, c.Snapshot, c.source())
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, finding := range logical.Check(c.source(), settings, c.Stream.Selection) {
		findings = append(findings, Finding{Side: catalog.Source, Refused: finding.Refused, Text: finding.Text, Hint: finding.Hint})
	}
	if !c.Stream.Replica {
		hint := "connect as a superuser"
		if c.Target.HasParameterPrivileges() {
			hint += fmt.Sprintf(", or GRANT SET ON PARAMETER session_replication_role TO %s", catalog.Ident(c.Target.Role))
		}
		findings = append(findings, Finding{Side: catalog.Target, Hint: hint,
			Text: fmt.Sprintf("role %s may not set session_replication_role: foreign keys and triggers are made at the end", c.Target.Role)})
	}
	return findings, nil
}
