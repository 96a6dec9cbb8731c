package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/drift"
	"copydb/plan/journal"
)

// endKinds are the kinds of steps that each end does anew.
func endKinds() []plan.Kind {
	return []plan.Kind{plan.CopyAgain, plan.ObjectsAgain, plan.SequencesAgain, plan.Refresh, plan.SwitchOn}
}

// endStage brings over what the stream does not carry, as the source has it now: tables that could not be followed, large
// objects, sequences. Then what is left of the plan: materialized views are filled from what is there now.
func (r *run) endStage(ctx context.Context) (err error) {
	if err := r.closeSnapshot(ctx); err != nil {
		return err
	}
	if r.snapshot, err = catalog.ExportSnapshot(ctx, r.Source); err != nil {
		return err
	}
	if err := r.readWhatIsThere(ctx); err != nil {
		return err
	}
	stale, err := r.lastLook(ctx)
	if err != nil {
		return err
	}
	if err := r.work(ctx, r.again(stale)); err != nil {
		return err
	}
	if err := r.closeSnapshot(ctx); err != nil {
		return err
	}
	if err := r.journal.ReadSteps(ctx, r.lock); err != nil {
		return err
	}
	if err := journal.PutBack(ctx, r.lock); err != nil {
		return err
	}
	if !r.Follow.Bare {
		if err := r.workThrough(ctx, r.plan.Steps, r.allButLast()); err != nil {
			return err
		}
	}
	return r.journal.Enter(ctx, r.lock, journal.StageDone)
}

// readWhatIsThere plans anew, for the relations of the source that the target has: others came when the copy had begun.
func (r *run) readWhatIsThere(ctx context.Context) error {
	if err := r.read(ctx); err != nil {
		return err
	}
	names, err := catalog.ReadRelationNames(ctx, r.lock, r.target)
	if err != nil {
		return &StepError{Side: catalog.Target, Object: "catalogs", Err: err}
	}
	there := map[catalog.Name]bool{}
	for _, name := range names {
		there[name] = true
	}
	var missing []catalog.OID
	for _, relation := range relationsOf(r.facts) {
		if there[r.Options.MapSchemas.Name(relation.name)] {
			continue
		}
		missing = append(missing, relation.oid)
		if relation.kind != "table" && !r.Follow.Bare && !r.isLeftOut(catalog.ClassRelation.Of(relation.oid)) { // tables are told with their reasons
			r.emit(LeftOut{Loss: ddl.Loss{Object: relation.kind + " " + relation.name.Plain(),
				Reason: "it came to the source after the copy had begun, and is not on the target"}})
		}
	}
	if len(missing) == 0 {
		return nil
	}
	r.whole = filter.Without(r.whole, missing)
	return r.makePlan(ctx)
}

// relation is what has a name of its own among tables.
type relation struct {
	kind string
	oid  catalog.OID
	name catalog.Name
}

func relationsOf(facts *catalog.Facts) []relation {
	var all []relation
	for _, table := range facts.Tables {
		all = append(all, relation{"table", table.OID, table.Name})
	}
	for _, table := range facts.ForeignTables {
		all = append(all, relation{"foreign table", table.OID, table.Name})
	}
	for _, view := range facts.Views {
		all = append(all, relation{"view", view.OID, view.Name})
	}
	for _, view := range facts.MaterializedViews {
		all = append(all, relation{"materialized view", view.OID, view.Name})
	}
	for _, sequence := range facts.Sequences {
		if !sequence.Identity {
			all = append(all, relation{"sequence", sequence.OID, sequence.Name})
		}
	}
	return all
}

// lastLook compares the tables of both sides once more, now that nothing changes any more, and tells what is not the same.
// It returns the tables that have to be copied again. What a copy cannot be made of stops the run.
func (r *run) lastLook(ctx context.Context) (stale map[catalog.OID]bool, err error) {
	source, err := r.Source.Connect(ctx, "definitions")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close(context.WithoutCancel(ctx))) }()
	shapes, err := readShapes(ctx, r.definitions(), source, r.lock)
	if err != nil {
		return nil, err
	}
	broken, differences := shapes.Compare(func(drift.Difference) bool { return true })
	if broken != nil {
		return nil, broken
	}
	stale = map[catalog.OID]bool{}
	for _, table := range r.plan.Tables {
		needed, difference, err := r.isStale(ctx, source, shapes, table)
		if err != nil {
			return nil, err
		}
		if unfilled := shapes.Unfilled(table.Target); needed && unfilled != nil {
			return nil, unfilled
		}
		stale[table.OID] = needed
		differences = append(differences, difference...)
	}
	for _, difference := range differences {
		if !r.Follow.Bare && !difference.Passes {
			r.emit(LeftOut{Loss: ddl.Loss{Object: difference.Object, Reason: difference.Text()}})
		}
	}
	return stale, nil
}

// isStale says whether a table has to be copied again. One that came by the stream only when it had become a partition lacks the
// rows that it had before: nothing else can make a difference, but what ALTER TABLE has done to rows. One that came later and has rows of its own is left alone.
func (r *run) isStale(ctx context.Context, source *pgx.Conn, s *drift.Shapes, table *plan.Table) (bool, []drift.Difference, error) {
	fate := s.Fate(table.OID)
	switch {
	case table.Adds || table.Copy.Where != "" || fate == drift.Again || s.Rewritten(table.OID) != "":
		return true, nil, nil
	case fate != drift.Joined && fate != drift.Newcomer:
		return false, nil, nil
	}
	there, err := countRows(ctx, r.lock, table.Target)
	if err != nil {
		return false, nil, err
	}
	if fate == drift.Joined {
		here, err := countRows(ctx, source, table.Name)
		return here != there, nil, err
	}
	positions, err := journal.ReadPositions(ctx, r.lock)
	if _, ours := positions[table.Name]; err != nil || ours || there == 0 {
		return true, nil, err
	}
	return false, []drift.Difference{{Object: "table " + table.Name.Plain(), Reason: "it came to the source after the copy had begun, " +
		"and the target's has rows of its own"}}, nil
}

func countRows(ctx context.Context, conn *pgx.Conn, table catalog.Name) (count int64, err error) {
	if err := conn.QueryRow(ctx, "select count(*) from only "+table.String()).Scan(&count); err != nil {
		return 0, fmt.Errorf("counting the rows of table %s: %w", table.Plain(), err)
	}
	return count, nil
}

// again returns the steps that bring over what the stream does not carry.
func (r *run) again(stale map[catalog.OID]bool) []plan.Step {
	var steps []plan.Step
	add := func(step plan.Step) {
		step.Place = len(steps)
		steps = append(steps, step)
	}
	for _, table := range r.plan.Tables {
		if stale[table.OID] {
			add(plan.Step{ID: "copy again " + table.Name.Plain(), Kind: plan.CopyAgain, Table: table, Weight: table.Bytes})
		}
	}
	if !r.Options.SkipLargeObjects {
		add(plan.Step{ID: string(plan.ObjectsAgain), Kind: plan.ObjectsAgain})
	}
	if len(r.plan.Sequences) > 0 {
		add(plan.Step{ID: string(plan.SequencesAgain), Kind: plan.SequencesAgain})
	}
	return steps
}

// streamed returns the tables of the plan that come by the stream.
func (r *run) streamed() map[catalog.OID]bool {
	again := map[catalog.Name]bool{}
	for _, table := range r.journal.Follow.Selection.Again {
		again[table.Name] = true
	}
	streamed := map[catalog.OID]bool{}
	for _, table := range r.plan.Tables {
		streamed[table.OID] = !again[table.Name] && table.Copy.Where == "" && !table.Adds
	}
	return streamed
}

// allButLast returns, as done, what is done and what is not left for the end, where only the views are, the final statements,
// and, where the target's role cannot write as a replica, what would have answered to each change.
func (r *run) allButLast() map[string]string {
	left := []plan.Kind{plan.Refresh, plan.SwitchOn, plan.Final}
	if !r.replica {
		left = append(left, plan.ForeignKey, plan.PostData, plan.Ownership)
	}
	return r.allBut(left...)
}

// allBut returns, as done, what is done and all steps of other kinds.
func (r *run) allBut(left ...plan.Kind) map[string]string {
	done := maps.Clone(r.journal.Done)
	for _, step := range r.plan.Steps {
		if !slices.Contains(left, step.Kind) {
			done[step.ID] = ""
		}
	}
	return done
}

// copyAgain copies a table in the place of the rows that it has, without waking its triggers.
func (w *worker) copyAgain(ctx context.Context, step *plan.Step) (outcome, error) {
	table, object := step.Table.Copy, "table "+step.Table.Name.Plain()
	off, on, err := w.answering(ctx, step.Table)
	if err != nil {
		return outcome{}, &StepError{Step: step.ID, Side: catalog.Target, Object: object, Err: err}
	}
	begin := w.beginQuietly()
	for _, sql := range off {
		begin.add(sql, -1)
	}
	truncate := !step.Table.Adds && table.Where == "" && !w.referenced(step.Table.OID)
	if truncate {
		begin.add("TRUNCATE ONLY "+table.Target().String(), -1)
	} else {
		begin.add(table.Delete(), -1)
	}
	return w.move(ctx, step, object, begin, func() (outcome, error) {
		progress := func(bytes int) { w.emit(BytesCopied{Step: step, Bytes: int64(bytes)}) }
		result, err := copyproto.Pipe(ctx, w.source.PgConn(), w.target.PgConn(), table.CopyOut(step.Rows()), table.CopyIn(truncate), progress)
		if err != nil || len(on) == 0 {
			return outcome{rows: result.Rows, bytes: result.Bytes}, err
		}
		again := &transaction{}
		for _, sql := range on {
			again.add(sql, -1)
		}
		if _, err := again.try(ctx, w.target.PgConn()); err != nil {
			return outcome{}, &copyproto.Error{Side: catalog.Target, Err: err}
		}
		return outcome{rows: result.Rows, bytes: result.Bytes}, nil
	})
}

// answering returns the statements that keep a table's triggers and rules from answering to what a replica writes, and those
// that let them again.
func (w *worker) answering(ctx context.Context, table *plan.Table) (off, on []string, err error) {
	answers, err := catalog.ReadAnswers(ctx, w.target, table.Target.String())
	if err != nil {
		return nil, nil, fmt.Errorf("looking for triggers that answer to changes: %w", err)
	}
	for _, answer := range answers {
		off, on = append(off, answer.Disabled()), append(on, answer.Enabled())
	}
	return off, on, nil
}

// beginQuietly begins a transaction in which neither triggers nor foreign keys answer, where the role may do so. Where it
// may not, they are not there yet.
func (w *worker) beginQuietly() *transaction {
	begin := beginTransaction()
	if w.replica {
		begin.add("SET LOCAL session_replication_role = replica", -1)
	}
	return begin
}

// referenced says whether a foreign key refers to a table, or to one that it is a part of: such a table cannot be truncated
// alone.
func (w *worker) referenced(table catalog.OID) bool {
	ancestors := []catalog.OID{table}
	for i := 0; i < len(ancestors); i++ {
		for _, inheritance := range w.facts.Inheritances {
			if inheritance.Child == ancestors[i] {
				ancestors = append(ancestors, inheritance.Parent)
			}
		}
	}
	return slices.ContainsFunc(w.facts.Constraints, func(constraint catalog.Constraint) bool {
		return constraint.ForeignRelation != 0 && slices.Contains(ancestors, constraint.ForeignRelation)
	})
}
