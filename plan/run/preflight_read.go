package run

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// checkReadable refuses what would be copied in part, or not at all.
func (r *run) checkReadable(ctx context.Context) ([]Finding, error) {
	tables, err := catalog.ReadUnreadable(ctx, r.snapshot, r.facts.Server)
	read := r.relationsRead()
	var findings []Finding
	for _, table := range tables {
		if !read[table.Name] {
			continue
		}
		finding := Finding{Side: catalog.Source, Refused: true,
			Text: fmt.Sprintf("role %s may not read %s %s", r.facts.Server.Role, table.Kind, table.Plain()),
			Hint: fmt.Sprintf("GRANT USAGE ON SCHEMA %s TO %[3]s; GRANT SELECT ON %[2]s TO %[3]s",
				catalog.Ident(table.Schema), table.Name, catalog.Ident(r.facts.Server.Role))}
		if table.Filtered {
			finding.Text = fmt.Sprintf("row security would hide rows of table %s from role %s", table.Plain(), r.facts.Server.Role)
			finding.Hint = "connect as a superuser, as a role with BYPASSRLS, or as the table's owner without FORCE ROW LEVEL SECURITY"
		}
		findings = append(findings, finding)
	}
	return findings, err
}

// checkReadableObjects refuses large objects that would fail to be read. Of many, it names the first.
func (r *run) checkReadableObjects(ctx context.Context) ([]Finding, error) {
	objects, err := catalog.ReadUnreadableObjects(ctx, r.snapshot, r.facts.Server)
	if err != nil || len(objects) == 0 {
		return nil, err
	}
	finding := Finding{Side: catalog.Source, Refused: true,
		Text: fmt.Sprintf("role %s may not read large object %d", r.facts.Server.Role, objects[0].OID),
		Hint: fmt.Sprintf("GRANT SELECT ON LARGE OBJECT %d TO %s, or leave them out with --skip-large-objects", objects[0].OID,
			catalog.Ident(r.facts.Server.Role))}
	if more := len(objects) - 1; more > 0 {
		finding.Text += fmt.Sprintf(" and %d more", more)
	}
	return []Finding{finding}, nil
}
