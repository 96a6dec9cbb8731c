package apply

import "copydb/logical/pgoutput"

// arena holds bytes that are put together while a batch is collected: keys of several columns, rows of which some values
// are older than others. What was taken from it stays good until reset.
type arena struct {
	chunk []byte
}

const chunkBytes = 64 << 10

// room returns an empty slice that can take n bytes.
func (a *arena) room(n int) []byte {
	if cap(a.chunk)-len(a.chunk) < n {
		a.chunk = make([]byte, 0, max(chunkBytes, n))
	}
	return a.chunk[len(a.chunk):len(a.chunk):cap(a.chunk)]
}

// keep takes what was written into room's slice.
func (a *arena) keep(used []byte) []byte {
	a.chunk = a.chunk[:len(a.chunk)+len(used)]
	return used[:len(used):len(used)]
}

func (a *arena) reset() { a.chunk = a.chunk[:0] }

// merge returns a newer row with an older one's values where it has none. If the older one has none either, they stay
// unchanged.
func (a *arena) merge(older, newer pgoutput.Tuple) pgoutput.Tuple {
	merged := pgoutput.Tuple{Columns: newer.Columns}
	into := a.room(len(older.Data) + len(newer.Data))
	for newer.Columns > 0 && older.Columns > 0 {
		oldRest, newRest := older, newer
		var value, before pgoutput.Value
		before, older = older.Next()
		value, newer = newer.Next()
		if value.Kind != pgoutput.Unchanged {
			into = append(into, newRest.Data[:len(newRest.Data)-len(newer.Data)]...)
			continue
		}
		if before.Kind == pgoutput.Unchanged {
			merged.Unchanged++
		}
		into = append(into, oldRest.Data[:len(oldRest.Data)-len(older.Data)]...)
	}
	merged.Data = a.keep(into)
	return merged
}

// key returns the values of a table's key in a row, as the row holds them. They are copied only if there are other columns
// between them. unchanged: one of them was not sent.
func (a *arena) key(t *table, row pgoutput.Tuple) (key []byte, unchanged bool) {
	first, last := t.key[0], t.key[len(t.key)-1]
	for range first {
		_, row = row.Next()
	}
	if last-first+1 == len(t.key) {
		rest := row
		for range t.key {
			var value pgoutput.Value
			value, rest = rest.Next()
			unchanged = unchanged || value.Kind == pgoutput.Unchanged
		}
		end := len(row.Data) - len(rest.Data)
		return row.Data[:end:end], unchanged
	}
	into := a.room(len(row.Data))
	for column := first; column <= last; column++ {
		var value pgoutput.Value
		before := row.Data
		value, row = row.Next()
		if t.columns[column].key {
			into = append(into, before[:len(before)-len(row.Data)]...)
			unchanged = unchanged || value.Kind == pgoutput.Unchanged
		}
	}
	return a.keep(into), unchanged
}
