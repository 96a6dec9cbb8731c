package preflight

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// checkServers refuses servers that this release cannot copy between.
func (c *Checks) checkServers(context.Context) ([]Finding, error) {
	var findings []Finding
	source, target := c.source(), c.Target
	if source.SystemID == target.SystemID && source.StartedAt == target.StartedAt && source.Database == target.Database {
		findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: "it is the source itself",
			Hint: "give the target another server or another database"})
	}
	for side, server := range map[catalog.Side]catalog.Server{catalog.Source: source, catalog.Target: target} {
		if !server.Known() {
			findings = append(findings, Finding{Side: side, Refused: true,
				Text: fmt.Sprintf("PostgreSQL %d is not among the versions 13 to 18 that this copydb knows", server.Major()),
				Hint: "use a copydb release that knows this version"})
		}
	}
	if target.InRecovery {
		findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: "it is a standby and takes no writes",
			Hint: "give the address of the primary"})
	}
	return findings, nil
}

// checkReserved refuses a source with a schema of the journal's name: it would be left out.
func (c *Checks) checkReserved(ctx context.Context) ([]Finding, error) {
	schemas, err := catalog.ReadReservedSchemas(ctx, c.Snapshot, c.source())
	var findings []Finding
	for _, schema := range schemas {
		finding := Finding{Side: catalog.Source, Refused: true,
			Text: fmt.Sprintf("schema %s cannot be copied, since copydb keeps its journal under this name", schema.Name),
			Hint: fmt.Sprintf("ALTER SCHEMA %s RENAME TO another name", catalog.Ident(schema.Name))}
		if schema.Journal {
			finding.Text = "it holds a copy that has not finished"
			finding.Hint = "finish that copy, or DROP SCHEMA " + catalog.Ident(schema.Name) + " CASCADE"
		}
		findings = append(findings, finding)
	}
	return findings, err
}

// checkCreate refuses a target where the role may not even make the journal.
func (c *Checks) checkCreate(ctx context.Context) ([]Finding, error) {
	may, err := catalog.MayCreate(ctx, c.Session, c.Target)
	if err != nil || may {
		return nil, err
	}
	return []Finding{{Side: catalog.Target, Refused: true,
		Text: fmt.Sprintf("role %s may not create schemas in database %s", c.Target.Role, c.Target.Database),
		Hint: fmt.Sprintf("GRANT CREATE ON DATABASE %s TO %s, or better, connect as the database's owner",
			catalog.Ident(c.Target.Database), catalog.Ident(c.Target.Role))}}, nil
}
