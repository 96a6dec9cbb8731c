package preflight

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// checkFilledIn refuses a target that lacks what the part fills in, or where that is filled already.
func (c *Checks) checkFilledIn(ctx context.Context) ([]Finding, error) {
	facts, err := catalog.ReadFactsNow(ctx, c.Session, c.Target)
	if err != nil {
		return nil, err
	}
	findings := c.checkTables(facts)
	if len(findings) > 0 {
		return findings, nil
	}
	for _, check := range []func(context.Context, *catalog.Facts) ([]Finding, error){c.checkFilled, c.checkQuiet} {
		found, err := check(ctx, facts)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return append(findings, c.checkLargeObjects(facts)...), nil
}

// checkTables refuses a target without the tables and sequences that the part is about.
func (c *Checks) checkTables(facts *catalog.Facts) []Finding {
	there := map[catalog.Name]bool{}
	for _, table := range facts.Tables {
		there[table.Name] = true
	}
	for _, config := range facts.ConfigTables {
		there[config.Name] = true
	}
	for _, sequence := range facts.Sequences {
		there[sequence.Name] = true
	}
	var missing []string
	for _, table := range c.Plan.Tables {
		if !there[table.Target] {
			missing = append(missing, "table "+table.Target.Plain())
		}
	}
	for _, sequence := range c.Plan.Sequences {
		if !there[sequence.Target] {
			missing = append(missing, "sequence "+sequence.Target.Plain())
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "it lacks " + some(missing),
		Hint: "copy the definitions first, with copydb copy schema"}}
}

// checkFilled refuses tables that hold rows: whose they are, and what should become of them, nobody can know.
func (c *Checks) checkFilled(ctx context.Context, _ *catalog.Facts) ([]Finding, error) {
	var filled []string
	batch := &pgx.Batch{}
	for _, table := range c.Plan.Tables {
		if table.Copy.Where != "" {
			continue // an extension's, with rows of its own
		}
		batch.Queue("select exists (select from only " + table.Target.String() + ")").QueryRow(func(row pgx.Row) error {
			var holds bool
			if err := row.Scan(&holds); err != nil {
				return fmt.Errorf("looking for rows in table %s: %w", table.Name.Plain(), err)
			}
			if holds {
				filled = append(filled, "table "+table.Name.Plain())
			}
			return nil
		})
	}
	if err := c.Session.SendBatch(ctx, batch).Close(); err != nil || len(filled) == 0 {
		return nil, err
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "there are rows already in " + some(filled),
		Hint: "TRUNCATE these tables first, if their rows are not wanted"}}, nil
}

// checkLargeObjects refuses a target that has large objects of the same numbers.
func (c *Checks) checkLargeObjects(facts *catalog.Facts) []Finding {
	there := map[catalog.OID]bool{}
	for _, object := range facts.LargeObjects {
		there[object.OID] = true
	}
	var taken []string
	for _, step := range c.Plan.Steps {
		for _, oid := range step.LargeObjects() {
			if there[oid] {
				taken = append(taken, fmt.Sprintf("large object %d", oid))
			}
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "it already holds " + some(taken),
		Hint: "remove them first with lo_unlink, if they are not wanted"}}
}

// checkQuiet refuses tables with triggers or foreign keys that rows would set off, where the role may not switch them off.
func (c *Checks) checkQuiet(ctx context.Context, facts *catalog.Facts) ([]Finding, error) {
	if !c.Options.Only.HasRows() {
		return nil, nil
	}
	allowed, err := catalog.MayReplica(ctx, c.Session, c.Target)
	if err != nil || allowed {
		return nil, err
	}
	loud := map[catalog.OID]bool{}
	for _, trigger := range facts.Triggers {
		loud[trigger.Relation] = true
	}
	for _, constraint := range facts.Constraints {
		loud[constraint.Relation] = loud[constraint.Relation] || constraint.ForeignRelation != 0
	}
	var names []string
	for _, table := range facts.Tables {
		if loud[table.OID] {
			names = append(names, "table "+table.Name.Plain())
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return []Finding{{Side: catalog.Target, Refused: true,
		Text: fmt.Sprintf("role %s may not switch off the triggers and foreign keys of %s while rows come", c.Target.Role, some(names)),
		Hint: "connect as a superuser, or (15 and later) GRANT SET ON PARAMETER session_replication_role TO " + catalog.Ident(c.Target.Role)}}, nil
}
