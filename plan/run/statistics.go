package run

import (
	"context"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/journal"
)

// copyStatistics gives the source's statistics of a step's tables to the target's planner, and analyzes the tables of which
// the source has none, or of which the target did not take all.
func (w *worker) copyStatistics(ctx context.Context, step *plan.Step) (outcome, error) {
	fail := func(side catalog.Side, err error) (outcome, error) {
		return outcome{}, &StepError{Step: step.ID, Side: side, Object: step.ID, Err: rollback(ctx, w.target.PgConn(), err)}
	}
	var tables []catalog.OID
	unknown := map[catalog.OID]catalog.Name{}
	for _, table := range step.StatisticsOf() {
		if !w.isLeftOut(catalog.ClassRelation.Of(table.OID)) {
			tables = append(tables, table.OID)
			unknown[table.OID] = table.Target
		}
	}
	found, err := catalog.ReadPlannerStatistics(ctx, w.source, w.facts.Server, tables)
	if err != nil {
		return fail(catalog.Source, err)
	}
	t := beginTransaction()
	t.add("SAVEPOINT statistics", -1)
	if _, err := t.send(ctx, w.target.PgConn()); err != nil {
		return fail(catalog.Target, err)
	}
	if err := w.restoreStatistics(ctx, found, unknown); err != nil {
		return fail(catalog.Target, err)
	}
	var rest []catalog.Name
	for _, table := range step.StatisticsOf() {
		if name, left := unknown[table.OID]; left {
			rest = append(rest, name)
		}
	}
	but, err := w.analyzeRest(ctx, rest)
	if err != nil {
		return fail(catalog.Target, err)
	}
	if _, err := w.finish(ctx, &transaction{}, step, but); err != nil {
		return fail(catalog.Target, err)
	}
	return outcome{}, nil
}

// analyzeRest analyzes tables in the transaction that is open, in one round trip; or one by one, where the users' own
// functions or types fail one, which the run can do without.
func (w *worker) analyzeRest(ctx context.Context, tables []catalog.Name) (but []journal.Exception, err error) {
	forgiven := func(tables ...catalog.Name) (bool, error) {
		t := &transaction{}
		t.add("SAVEPOINT statistics", -1)
		for _, table := range tables {
			t.add("ANALYZE "+table.String(), -1)
		}
		_, err := t.try(ctx, w.target.PgConn())
		if err == nil || !ddl.ForgivableReading(catalog.SQLState(err)) {
			return false, err
		}
		if _, failing := w.target.Exec(ctx, "ROLLBACK TO SAVEPOINT statistics"); failing != nil {
			return false, failing
		}
		return true, err
	}
	if len(tables) == 0 {
		return nil, nil
	}
	if again, err := forgiven(tables...); !again {
		return nil, err
	}
	for _, table := range tables {
		if failed, err := forgiven(table); failed {
			but = append(but, journal.Exception{Place: -1, Object: "statistics of table " + table.Plain(), Reason: refusal(err)})
		} else if err != nil {
			return nil, err
		}
	}
	return but, nil
}

// restoreStatistics gives statistics to the target, and removes from the tables that lack any those that have them now. What
// the target refuses is undone up to the savepoint: its tables are left to be analyzed.
func (w *worker) restoreStatistics(ctx context.Context, found []catalog.PlannerStatistics, unknown map[catalog.OID]catalog.Name) error {
	var known []catalog.PlannerStatistics
	for _, table := range found {
		if table.AreKnown() {
			known = append(known, table)
		}
	}
	taken, err := catalog.RestorePlannerStatistics(ctx, w.target, w.run.target, known)
	if state := catalog.SQLState(err); err != nil && (state == "" || catalog.EndsSession(state)) {
		return err
	}
	if err != nil {
		_, err := w.target.Exec(ctx, "ROLLBACK TO SAVEPOINT statistics")
		return err
	}
	for i, table := range known {
		if taken[i] {
			delete(unknown, table.OID)
		}
	}
	return nil
}
