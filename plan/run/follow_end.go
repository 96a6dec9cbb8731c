package run

import (
	"context"
	"slices"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/ddl"
	"copydb/plan"
)

// endKinds are the kinds of steps that each end does anew.
func endKinds() []string {
	return []string{string(plan.CopyAgain), string(plan.ObjectsAgain), string(plan.SequencesAgain), string(plan.Refresh)}
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
	if err := r.read(ctx); err != nil {
		return err
	}
	if !r.Follow.Bare {
		for _, loss := range r.newcomers() {
			r.emit(LeftOut{Loss: loss})
		}
	}
	if err := r.work(ctx, r.again()); err != nil {
		return err
	}
	if err := r.closeSnapshot(ctx); err != nil {
		return err
	}
	if err := r.journal.readSteps(ctx, r.lock); err != nil {
		return err
	}
	if !r.Follow.Bare {
		if err := r.work(ctx, r.remaining()); err != nil {
			return err
		}
	}
	return r.journal.enter(ctx, r.lock, stageDone)
}

// again returns the steps that bring over what the stream does not carry.
func (r *run) again() []plan.Step {
	var steps []plan.Step
	add := func(step plan.Step) {
		step.Place = len(steps)
		steps = append(steps, step)
	}
	followed := r.streamed()
	for _, table := range r.plan.Tables {
		if !followed[table.OID] {
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

// streamed returns the tables of the plan that come by the stream, or that the target does not have.
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

// newcomers are the tables that came to the source after the copy had begun: nothing of them is on the target, but for
// partitions of a table that is published as a whole, which the target has to have.
func (r *run) newcomers() []ddl.Loss {
	known := map[catalog.Name]bool{}
	roots := map[catalog.OID]bool{}
	selection := r.journal.Follow.Selection
	for _, tables := range [][]catalog.ReplicaIdentity{selection.Publish, selection.InsertOnly, selection.Again} {
		for _, table := range tables {
			known[table.Name] = true
			roots[table.OID] = table.Partitioned
		}
	}
	now := slices.Concat(r.choice.Publish, r.choice.InsertOnly, r.choice.Again)
	var losses []ddl.Loss
	for _, table := range now {
		if !known[table.Name] && !roots[table.Root] {
			losses = append(losses, ddl.Loss{Object: "table " + table.Plain(),
				Reason: "it was made on the source after the copy had begun, and is not followed"})
		}
	}
	return losses
}

// remaining returns the plan with only what is left for the end: the views, the final statements, and, where the target's
// role cannot write as a replica, what would have answered to each change.
func (r *run) remaining() []plan.Step {
	left := map[plan.Kind]bool{plan.Refresh: true, plan.Final: true}
	if !r.replica {
		left[plan.ForeignKey], left[plan.PostData], left[plan.Ownership] = true, true, true
	}
	for _, step := range r.plan.Steps {
		if !left[step.Kind] {
			r.journal.done[step.ID] = ""
		}
	}
	return r.plan.Steps
}

// copyAgain copies a table in the place of the rows that it has, without waking its triggers.
func (w *worker) copyAgain(ctx context.Context, step *plan.Step) (outcome, error) {
	table := step.Table.Copy
	begin := w.beginQuietly()
	truncate := !step.Table.Adds && table.Where == "" && !w.referenced(step.Table.OID)
	if truncate {
		begin.add("TRUNCATE ONLY "+table.Target().String(), -1)
	} else {
		begin.add(table.Delete(), -1)
	}
	return w.move(ctx, step, "table "+table.Name.Plain(), begin, func() (outcome, error) {
		progress := func(bytes int) { w.emit(BytesCopied{Step: step, Bytes: int64(bytes)}) }
		result, err := copyproto.Pipe(ctx, w.source.PgConn(), w.target.PgConn(), table.CopyOut(step.Part), table.CopyIn(truncate), progress)
		return outcome{rows: result.Rows, bytes: result.Bytes}, err
	})
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
