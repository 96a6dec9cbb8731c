package run

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
)

// readThere names what is on the target already, where a part is to fill it in. What of it the part would make is there
// and stays as it is.
func (r *run) readThere(ctx context.Context) ([]string, error) {
	if !r.Options.Only.FillsIn() {
		return nil, nil
	}
	facts, err := r.targetFacts(ctx)
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

// checkThere refuses a target that lacks what the part fills in, or where that is filled already.
func (r *run) checkThere(ctx context.Context) ([]Finding, error) {
	facts, err := r.targetFacts(ctx)
	if err != nil {
		return nil, err
	}
	findings := r.checkTables(facts)
	if len(findings) > 0 {
		return findings, nil
	}
	for _, check := range []func(context.Context, *catalog.Facts) ([]Finding, error){r.checkFilled, r.checkQuiet} {
		found, err := check(ctx, facts)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return append(findings, r.checkLargeObjects(facts)...), nil
}

// checkTables refuses a target without the tables and sequences that the part is about.
func (r *run) checkTables(facts *catalog.Facts) []Finding {
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
	for _, table := range r.plan.Tables {
		if !there[table.Target] {
			missing = append(missing, "table "+table.Target.Plain())
		}
	}
	for _, sequence := range r.plan.Sequences {
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
func (r *run) checkFilled(ctx context.Context, _ *catalog.Facts) ([]Finding, error) {
	var filled []string
	batch := &pgx.Batch{}
	for _, table := range r.plan.Tables {
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
	if err := r.lock.SendBatch(ctx, batch).Close(); err != nil || len(filled) == 0 {
		return nil, err
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "there are rows already in " + some(filled),
		Hint: "TRUNCATE these tables first, if their rows are not wanted"}}, nil
}

// checkLargeObjects refuses a target that has large objects of the same numbers.
func (r *run) checkLargeObjects(facts *catalog.Facts) []Finding {
	there := map[catalog.OID]bool{}
	for _, object := range facts.LargeObjects {
		there[object.OID] = true
	}
	var taken []string
	for _, step := range r.plan.Steps {
		for _, oid := range step.LargeObjects {
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
func (r *run) checkQuiet(ctx context.Context, facts *catalog.Facts) ([]Finding, error) {
	if !r.Options.Only.HasRows() {
		return nil, nil
	}
	allowed, err := catalog.MayReplica(ctx, r.lock, r.target)
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
		Text: fmt.Sprintf("role %s may not switch off the triggers and foreign keys of %s while rows come", r.target.Role, some(names)),
		Hint: "connect as a superuser, or (15 and later) GRANT SET ON PARAMETER session_replication_role TO " + catalog.Ident(r.target.Role)}}, nil
}

// quieten switches off what rows would set off in tables that are there already. Preflight has made sure that it may be
// refused only where there is nothing of the kind.
func (w *worker) quieten(ctx context.Context) error {
	if !w.Options.Only.FillsIn() || w.Options.Only == plan.Blobs {
		return nil
	}
	allowed, err := catalog.MayReplica(ctx, w.target, w.run.target)
	if err != nil || !allowed {
		return err
	}
	if _, err := w.target.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return fmt.Errorf("switching off triggers in a session: %w", err)
	}
	return nil
}
