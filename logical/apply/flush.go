package apply

import (
	"bytes"
	"slices"
	"strconv"

	"copydb/logical/pgoutput"
)

func statementName(number int) string { return "a" + strconv.Itoa(number) }

// flushAll writes what is pending: deletes before updates before inserts, so that a value that one row gives up is free
// when another takes it.
func (a *applier) flushAll() {
	for _, t := range a.dirty {
		a.flushDeletes(t)
	}
	for _, t := range a.dirty {
		a.flushUpdates(t)
	}
	for _, t := range a.dirty {
		a.flushInserts(t)
		t.pending.reset()
	}
	a.dirty = a.dirty[:0]
	a.space.reset()
}

// flush writes what is pending for one table.
func (a *applier) flush(t *table) {
	if !t.pending.dirty || len(t.pending.entries) == 0 {
		return
	}
	a.flushDeletes(t)
	a.flushUpdates(t)
	a.flushInserts(t)
	t.pending.reset()
	t.pending.dirty = true // it stays in the list
}

func (a *applier) flushDeletes(t *table) {
	a.rows = a.rows[:0]
	for i := range t.pending.entries {
		if e := &t.pending.entries[i]; e.net == netDeleted || e.net == netReplaced {
			a.rows = append(a.rows, rowOf{old: e.key})
		}
	}
	a.sortByKey(t)
	a.emitAll(t.delete, a.rows, a.checks())
}

// sortByKey brings rows that are found by their key into its order, as far as bytes tell it: neighbours in an index are often
// neighbours on the disk, which saves the target a tenth of its time where rows are scattered. Where another index is unique
// too, the source's order is the one that is likely to do.
func (a *applier) sortByKey(t *table) {
	if t.uniques < 2 {
		slices.SortFunc(a.rows, func(x, y rowOf) int { return bytes.Compare(x.old, y.old) })
	}
}

func (a *applier) flushUpdates(t *table) {
	a.rows = a.rows[:0]
	unchanged := false
	for i := range t.pending.entries {
		e := &t.pending.entries[i]
		if e.net != netUpdated {
			continue
		}
		if e.row.Unchanged > 0 {
			unchanged = true
			continue
		}
		a.rows = append(a.rows, rowOf{old: e.key, row: e.row})
	}
	a.sortByKey(t)
	if len(t.update.set) > 0 {
		a.emitAll(t.update, a.rows, a.checks())
	}
	if unchanged {
		a.flushMasked(t)
	}
}

// flushMasked writes the updates that leave columns as they are, those that leave the same ones together.
func (a *applier) flushMasked(t *table) {
	groups := map[*shape][]rowOf{}
	var order []*shape
	for i := range t.pending.entries {
		e := &t.pending.entries[i]
		if e.net != netUpdated || e.row.Unchanged == 0 {
			continue
		}
		s := t.maskedShape(t.update, e.row)
		if groups[s] == nil {
			order = append(order, s)
		}
		groups[s] = append(groups[s], rowOf{old: e.key, row: e.row})
	}
	for _, s := range order {
		if len(s.set) > 0 {
			a.emitAll(s, groups[s], a.checks())
		}
	}
}

// maskedShape returns the shape that sets what a row's values are known of.
func (t *table) maskedShape(of *shape, row pgoutput.Tuple) *shape {
	name := make([]byte, 1, 1+row.Columns)
	name[0] = byte(of.op)
	var set []int
	for column := 0; row.Columns > 0; column++ {
		var value pgoutput.Value
		value, row = row.Next()
		known := of.takes[column] && value.Kind != pgoutput.Unchanged
		if known {
			set = append(set, column)
			name = append(name, 1)
		} else {
			name = append(name, 0)
		}
	}
	kept := t.masked[string(name)]
	if kept == nil {
		kept = newShape(t, of.op, of.old, set)
		t.masked[string(name)] = kept
	}
	return kept
}

func (a *applier) flushInserts(t *table) {
	a.rows = a.rows[:0]
	for i := range t.pending.entries {
		if e := &t.pending.entries[i]; e.net == netInserted || e.net == netReplaced {
			a.rows = append(a.rows, rowOf{row: e.row})
		}
	}
	if t.copying != nil && len(a.rows) >= copyRows && a.emitCopy(t, a.rows) {
		return
	}
	a.emitAll(t.insert, a.rows, false)
}
