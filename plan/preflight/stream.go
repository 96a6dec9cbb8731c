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
	taken, err := c.checkSlotName(ctx)
	if err != nil {
		return nil, err
	}
	findings = append(findings, taken...)
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

// checkSlotName makes sure that a name that was chosen is nobody else's: what a run finds under its own, it drops.
func (c *Checks) checkSlotName(ctx context.Context) ([]Finding, error) {
	if c.Stream.Slot == "" {
		return nil, nil
	}
	slot, err := catalog.ReadSlot(ctx, c.Snapshot, c.source(), c.Stream.Slot)
	if err != nil || slot == nil {
		return nil, err
	}
	return []Finding{{Side: catalog.Source, Refused: true, Text: fmt.Sprintf("replication slot %s is there already, of database %s", slot.Name, slot.Database),
		Hint: "choose another --slot-name; copydb stream cleanup --slot-name " + slot.Name + " removes one that an earlier run has left"}}, nil
}
