package catalog

import "slices"

// GroupBy cuts facts, which stand together by what they belong to, into those that belong to each, without copying them.
func GroupBy[K comparable, T any](facts []T, owner func(*T) K) map[K][]T {
	groups := map[K][]T{}
	for first := 0; first < len(facts); {
		key, next := owner(&facts[first]), first+1
		for next < len(facts) && owner(&facts[next]) == key {
			next++
		}
		group := facts[first:next:next]
		if before := groups[key]; before != nil {
			group = slices.Concat(before, group)
		}
		groups[key] = group
		first = next
	}
	return groups
}

// ColumnsOf returns the columns of each relation, in their physical order.
func ColumnsOf(columns []Column) map[OID][]Column {
	return GroupBy(columns, func(c *Column) OID { return c.Relation })
}
