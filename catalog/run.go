package catalog

import "slices"

// Runs cuts facts, which stand together by what they belong to, into those that belong to each, without copying them.
func Runs[K comparable, T any](facts []T, owner func(*T) K) map[K][]T {
	runs := map[K][]T{}
	for first := 0; first < len(facts); {
		key, next := owner(&facts[first]), first+1
		for next < len(facts) && owner(&facts[next]) == key {
			next++
		}
		run := facts[first:next:next]
		if before := runs[key]; before != nil {
			run = slices.Concat(before, run)
		}
		runs[key] = run
		first = next
	}
	return runs
}

// ColumnsOf returns the columns of each relation, in their physical order.
func ColumnsOf(columns []Column) map[OID][]Column {
	return Runs(columns, func(c *Column) OID { return c.Relation })
}

// NeedsOf returns the dependencies of each object.
func NeedsOf(depends []Depend) map[ID][]Depend {
	return Runs(depends, func(d *Depend) ID { return d.Object() })
}
