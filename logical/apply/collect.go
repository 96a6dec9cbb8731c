package apply

import (
	"context"
	"fmt"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// collect takes a change into the batch, if it is one of this applier's that has not been applied.
func (a *applier) collect(ctx context.Context, block *heldBlock, at int, message pgoutput.Message) error {
	if a.txn.skipped {
		return nil
	}
	if err := a.lookUp(ctx, message); err != nil {
		return err
	}
	if takes, err := a.takes(message); err != nil || !takes {
		return err
	}
	a.batch.add(block, at)
	if err := a.change(message); err != nil {
		return err
	}
	return a.whenFull(ctx)
}

// change takes one row's change into the batch: it waits there to be written with others, unless its table or the change
// itself asks that it be written now.
func (a *applier) change(message pgoutput.Message) error {
	switch m := message.(type) {
	case *pgoutput.Insert:
		t, err := a.tableOf(m.Relation, m.New)
		if t == nil {
			return err
		}
		return a.inserted(t, m.New)
	case *pgoutput.Update:
		t, err := a.tableOf(m.Relation, m.New)
		if t == nil {
			return err
		}
		return a.updated(t, m)
	case *pgoutput.Delete:
		t, err := a.tableOf(m.Relation, m.Before)
		if t == nil {
			return err
		}
		return a.deleted(t, m)
	case *pgoutput.Truncate:
		return a.truncated(m)
	}
	return nil
}

// tableOf returns where a row goes, nil if it is not to be applied.
func (a *applier) tableOf(id pgoutput.RelationID, row pgoutput.Tuple) (*table, error) {
	r := a.batch.relations[id]
	if r == nil {
		return nil, fmt.Errorf("applying a change of relation %d at %s: it was not announced", id, a.txn.final)
	}
	if a.ignores(r) {
		return nil, nil
	}
	if row.Columns != len(r.table.columns) {
		return nil, fmt.Errorf("applying a change of table %s at %s: %d values for %d columns", r.table.name, a.txn.final,
			row.Columns, len(r.table.columns))
	}
	if len(r.table.textual) > 0 && len(row.Data) > 0 {
		if err := r.table.readable(row); err != nil {
			return nil, err
		}
	}
	a.batch.open.changes++
	return r.table, nil
}

// ignores says whether a relation's changes in the open transaction are not to be applied.
func (a *applier) ignores(r *relation) bool { return r.ignored || a.txn.final < r.start }

// lookUp finds the tables of a change's relations.
func (a *applier) lookUp(ctx context.Context, message pgoutput.Message) error {
	switch m := message.(type) {
	case *pgoutput.Insert:
		return a.lookUpRelation(ctx, m.Relation)
	case *pgoutput.Update:
		return a.lookUpRelation(ctx, m.Relation)
	case *pgoutput.Delete:
		return a.lookUpRelation(ctx, m.Relation)
	case *pgoutput.Truncate:
		for _, id := range m.Relations {
			if err := a.lookUpRelation(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *applier) lookUpRelation(ctx context.Context, id pgoutput.RelationID) (err error) {
	r := a.batch.relations[id]
	if r == nil || r.table != nil || a.ignores(r) {
		return nil
	}
	r.table, err = a.resolve(ctx, r.Relation)
	if err == nil && a.early && r.table.watched {
		return errWatched
	}
	return err
}

// alone says whether a table's rows are written one by one, in the stream's order. If something looks at them on the way,
// all that came before has to be there.
func (a *applier) alone(t *table) bool {
	if t.watched {
		a.flushAll()
		return true
	}
	return a.batch.exact || t.exact > 0
}

// wait puts a table in the list of those with pending changes.
func (a *applier) wait(t *table) *pending {
	if !t.pending.dirty {
		t.pending.dirty = true
		a.dirty = append(a.dirty, t)
	}
	return &t.pending
}

func (a *applier) inserted(t *table, row pgoutput.Tuple) error {
	if row.Unchanged > 0 {
		return &Error{Doing: "inserting into", Table: t.name, LSN: a.txn.final, Err: fmt.Errorf("%w: a value was not sent", ErrUnsupported)}
	}
	switch {
	case a.alone(t):
		a.emit(t.insert, []rowOf{{row: row}}, false)
	case !t.coalesces:
		a.insertedKeyless(t, row)
	default:
		key, _ := a.space.key(t, row)
		p := a.wait(t)
		e, _ := p.find(key)
		if !e.inserted(row) {
			a.flush(t)
			e, _ = p.find(key)
			e.inserted(row)
		}
	}
	return nil
}

func (a *applier) updated(t *table, m *pgoutput.Update) error {
	if len(t.key) == 0 {
		return a.updatedFull(t, m)
	}
	key, unsent := a.space.key(t, m.New)
	if m.Has != pgoutput.NoOld {
		old, _ := a.space.key(t, m.Before)
		if !unsent && string(old) != string(key) {
			a.moved(t, old, m)
			return nil
		}
		key = old
	}
	if a.alone(t) || !t.coalesces || a.replaces(t) {
		a.flush(t)
		s := t.update
		if a.replaces(t) {
			s = t.replace
		}
		a.emitUpdate(s, rowOf{old: key, row: m.New})
		return nil
	}
	p := a.wait(t)
	e, fresh := p.find(key)
	if !e.updated(m.New, fresh, &a.space) {
		a.flush(t)
		e, fresh = p.find(key)
		e.updated(m.New, fresh, &a.space)
	}
	return nil
}

// emitUpdate writes an update by itself.
func (a *applier) emitUpdate(s *shape, row rowOf) {
	if row.row.Unchanged > 0 {
		s = s.table.maskedShape(s, row.row)
	}
	if len(s.set) > 0 {
		a.emit(s, []rowOf{row}, a.checks())
	}
}

// replaces says whether a row is updated by another in its place: where an UPDATE has not met it because its identity is
// another one now, or would not tell.
func (a *applier) replaces(t *table) bool {
	return t.always && !t.keyIsAlways() && (a.batch.exact || t.exact > 0 || !a.checks())
}

// moved writes an update that changes the key. What is pending for the table comes first.
func (a *applier) moved(t *table, old []byte, m *pgoutput.Update) {
	if !a.alone(t) {
		a.flush(t)
	}
	s := t.move
	if t.always {
		s = t.replace
	}
	a.emitUpdate(s, rowOf{old: old, row: m.New})
}

func (t *table) keyIsAlways() bool {
	for _, column := range t.key {
		if t.columns[column].always {
			return true
		}
	}
	return false
}

// updatedFull finds the row by all its values.
func (a *applier) updatedFull(t *table, m *pgoutput.Update) error {
	if m.Has != pgoutput.OldRow {
		return &DriftError{Table: t.name, Reasons: []string{"the source does not say which row was updated: it has no replica identity"}}
	}
	if a.gathers(t) {
		a.updatedKeyless(t, m.Before, m.New)
		return nil
	}
	if !a.alone(t) {
		a.flush(t)
	}
	s := t.updateFull
	if t.always {
		s = t.replace
	}
	a.emitUpdate(s, rowOf{old: a.written(t, m.Before), row: m.New})
	return nil
}

// written returns a row's values without those of generated columns.
func (a *applier) written(t *table, row pgoutput.Tuple) []byte {
	if len(t.updateFull.old) == len(t.columns) {
		return row.Data
	}
	into := a.space.room(len(row.Data))
	for column := 0; row.Columns > 0; column++ {
		before := row.Data
		_, row = row.Next()
		if !t.columns[column].computed {
			into = append(into, before[:len(before)-len(row.Data)]...)
		}
	}
	return a.space.keep(into)
}

func (a *applier) deleted(t *table, m *pgoutput.Delete) error {
	if len(t.key) == 0 {
		return a.deletedFull(t, m)
	}
	key, _ := a.space.key(t, m.Before)
	if a.alone(t) || !t.coalesces {
		a.flush(t)
		a.emit(t.delete, []rowOf{{old: key}}, a.checks())
		return nil
	}
	p := a.wait(t)
	e, fresh := p.find(key)
	if !e.deleted(fresh) {
		a.flush(t)
		e, fresh = p.find(key)
		e.deleted(fresh)
	}
	return nil
}

// deletedFull finds the row by all its values.
func (a *applier) deletedFull(t *table, m *pgoutput.Delete) error {
	if m.Has != pgoutput.OldRow {
		return &DriftError{Table: t.name, Reasons: []string{"the source does not say which row was deleted: it has no replica identity"}}
	}
	if a.gathers(t) {
		a.deletedKeyless(t, m.Before)
		return nil
	}
	if !a.alone(t) {
		a.flush(t)
	}
	a.emit(t.deleteFull, []rowOf{{old: a.written(t, m.Before)}}, a.checks())
	return nil
}

// truncated empties all tables in one statement, as the source did. CASCADE is not passed on: what it reached is in the list.
func (a *applier) truncated(m *pgoutput.Truncate) error {
	sql := ""
	var only *table
	for _, id := range m.Relations {
		t, err := a.tableOf(id, pgoutput.Tuple{Columns: a.columnsOf(id)})
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		if sql != "" {
			sql += ", "
		}
		sql += t.only()
		only = t
	}
	if sql == "" {
		return nil
	}
	a.flushAll()
	if m.Flags&pgoutput.RestartIdentity != 0 {
		sql += " RESTART IDENTITY"
	}
	a.batch.body.run("TRUNCATE " + sql)
	a.step(opTruncate, only)
	return nil
}

func (a *applier) columnsOf(id pgoutput.RelationID) int {
	if r := a.batch.relations[id]; r != nil {
		return len(r.Columns)
	}
	return 0
}

// checks says whether an UPDATE or a DELETE has to meet its row.
func (a *applier) checks() bool { return a.txn.final >= a.config.Settled }

// step notes a statement. In a batch that is written row by row, the transaction is known.
func (a *applier) step(op operation, t *table) {
	lsn := catalog.LSN(0)
	if a.batch.exact {
		lsn = a.txn.final
	}
	a.batch.steps = append(a.batch.steps, step{op: op, table: t, lsn: lsn})
}
