package preflight

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// checkReadable refuses what would be copied in part, or not at all.
func (c *Checks) checkReadable(ctx context.Context) ([]Finding, error) {
	tables, err := catalog.ReadUnreadable(ctx, c.Snapshot, c.source())
	read := c.relationsRead()
	var findings []Finding
	for _, table := range tables {
		if !read[table.Name] {
			continue
		}
		finding := Finding{Side: catalog.Source, Refused: true,
			Text: fmt.Sprintf("role %s may not read %s %s", c.source().Role, table.Kind, table.Plain()),
			Hint: fmt.Sprintf("GRANT USAGE ON SCHEMA %s TO %[3]s; GRANT SELECT ON %[2]s TO %[3]s",
				catalog.Ident(table.Schema), table.Name, catalog.Ident(c.source().Role))}
		if table.Filtered {
			finding.Text = fmt.Sprintf("row security would hide rows of table %s from role %s", table.Plain(), c.source().Role)
			finding.Hint = "connect as a superuser, as a role with BYPASSRLS, or as the table's owner without FORCE ROW LEVEL SECURITY"
		}
		findings = append(findings, finding)
	}
	return findings, err
}

// checkReadableObjects refuses large objects that would fail to be read. Of many, it names the first.
func (c *Checks) checkReadableObjects(ctx context.Context) ([]Finding, error) {
	objects, err := catalog.ReadUnreadableObjects(ctx, c.Snapshot, c.source())
	if err != nil || len(objects) == 0 {
		return nil, err
	}
	finding := Finding{Side: catalog.Source, Refused: true,
		Text: fmt.Sprintf("role %s may not read large object %d", c.source().Role, objects[0].OID),
		Hint: fmt.Sprintf("GRANT SELECT ON LARGE OBJECT %d TO %s, or leave them out with --skip-large-objects", objects[0].OID,
			catalog.Ident(c.source().Role))}
	if more := len(objects) - 1; more > 0 {
		finding.Text += fmt.Sprintf(" and %d more", more)
	}
	return []Finding{finding}, nil
}
