package filter

import (
	"slices"

	"copydb/catalog"
)

// relax changes what could not hold without the rows that are out.
func (c *chooser) relax() {
	c.relaxForeignKeys()
	c.emptyViews()
}

// relaxForeignKeys lets foreign keys stand that refer to tables of which rows are out.
func (c *chooser) relaxForeignKeys() {
	facts := c.choice.Facts
	relaxed := map[catalog.OID]bool{}
	partitioned := map[catalog.OID]bool{}
	for _, table := range facts.Tables {
		partitioned[table.OID] = table.Partitioned
	}
	var gone []catalog.ID
	for _, constraint := range facts.Constraints {
		if constraint.Type != catalog.ForeignKey || constraint.Parent != 0 || !constraint.Validated || !constraint.Enforced ||
			!c.missesRows(constraint.ForeignRelation) || c.isEmpty(constraint.Relation) {
			continue
		}
		left := Left{Object: c.closure.label(catalog.ClassConstraint.Of(constraint.OID))}
		if partitioned[constraint.Relation] || partitioned[constraint.ForeignRelation] {
			gone = append(gone, catalog.ClassConstraint.Of(constraint.OID))
			left.Reason = "rows of the table that it refers to are left out"
		} else {
			relaxed[constraint.OID] = true
			left.Reason = "rows of the table that it refers to are left out: it is made NOT VALID"
		}
		c.choice.Left = append(c.choice.Left, left)
	}
	c.closure.leave(gone, func(catalog.ID) string { return "" })
	if len(gone) > 0 {
		c.choice.Facts = prune(facts, c.closure)
	}
	c.choice.Facts.Constraints = slices.Clone(c.choice.Facts.Constraints)
	for i := range c.choice.Facts.Constraints {
		if constraint := &c.choice.Facts.Constraints[i]; relaxed[constraint.OID] {
			constraint.Validated = false
			constraint.Definition += " NOT VALID"
		}
	}
}

// missesRows says whether rows of a table, or of its partitions, are out.
func (c *chooser) missesRows(table catalog.OID) bool {
	return slices.ContainsFunc(c.withPartitions(table), func(oid catalog.OID) bool {
		return c.choice.NoRows[oid] || c.choice.Where[oid] != "" || c.closure.isOut(catalog.ClassRelation.Of(oid))
	})
}

// isEmpty says whether all rows of a table and of its partitions are out.
func (c *chooser) isEmpty(table catalog.OID) bool {
	return !slices.ContainsFunc(c.withPartitions(table), func(oid catalog.OID) bool {
		return !c.choice.NoRows[oid] && len(c.leaves[oid]) == 0
	})
}

// emptyViews leaves materialized views unfilled whose rows are out, and those that read them.
func (c *chooser) emptyViews() {
	facts := c.choice.Facts
	views := map[catalog.ID]int{}
	for i, view := range facts.MaterializedViews {
		views[catalog.ClassRelation.Of(view.OID)] = i
	}
	var queue []catalog.ID
	met := map[catalog.ID]bool{}
	for id := range views {
		if c.choice.NoRows[id.OID] {
			queue = append(queue, id)
		}
	}
	facts.MaterializedViews = slices.Clone(facts.MaterializedViews)
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if met[id] {
			continue
		}
		met[id] = true
		if at, found := views[id]; found && facts.MaterializedViews[at].Populated {
			facts.MaterializedViews[at].Populated = false
			if !c.choice.NoRows[id.OID] {
				c.choice.Left = append(c.choice.Left, Left{Object: "rows of " + c.closure.label(id),
					Reason: "it reads a materialized view whose rows are left out"})
			}
		}
		queue = append(queue, c.closure.dependents[id]...)
	}
}
