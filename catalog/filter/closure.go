package filter

import "copydb/catalog"

// closure finds all that goes when something does.
type closure struct {
	*objects
	dependents map[catalog.ID][]catalog.ID
	// out tells why an object is out.
	out map[catalog.ID]cause
}

// cause is why an object is out: the user asked for it, or another object is.
type cause struct {
	asked string     // "--exclude-table public.*"
	needs catalog.ID // what it needs, by a name that people know
}

func newClosure(facts *catalog.Facts, objects *objects) *closure {
	c := &closure{objects: objects, dependents: map[catalog.ID][]catalog.ID{}, out: map[catalog.ID]cause{}}
	for _, depend := range facts.Depends {
		if depend.Kind != catalog.DependsAtWill {
			c.need(depend.Object(), depend.Needs())
		}
	}
	for _, view := range facts.Views {
		c.need(catalog.ClassRelation.Of(view.OID), catalog.ClassRule.Of(view.Rule))
	}
	for _, view := range facts.MaterializedViews {
		c.need(catalog.ClassRelation.Of(view.OID), catalog.ClassRule.Of(view.Rule))
	}
	for _, column := range facts.Columns {
		if column.Generated != "" {
			c.need(catalog.ClassRelation.Of(column.Relation), catalog.ClassDefault.Of(column.DefaultOID))
		}
	}
	for _, sequence := range facts.Sequences {
		c.need(catalog.ClassRelation.Of(sequence.OID), catalog.ClassRelation.Of(sequence.Owner))
	}
	c.needInTrees(facts)
	return c
}

// needInTrees notes what indexes, constraints and triggers have of each other, and of those of a parent table.
func (c *closure) needInTrees(facts *catalog.Facts) {
	for _, index := range facts.Indexes {
		id := catalog.ClassRelation.Of(index.OID)
		c.need(id, catalog.ClassRelation.Of(index.Relation))
		c.need(id, catalog.ClassRelation.Of(index.Parent))
		c.need(id, catalog.ClassConstraint.Of(index.Constraint))
		c.need(catalog.ClassConstraint.Of(index.Constraint), id)
	}
	for _, constraint := range facts.Constraints {
		id := catalog.ClassConstraint.Of(constraint.OID)
		c.need(id, catalog.ClassRelation.Of(constraint.Relation))
		c.need(id, catalog.ClassConstraint.Of(constraint.Parent))
	}
	for _, trigger := range facts.Triggers {
		id := catalog.ClassTrigger.Of(trigger.OID)
		c.need(id, catalog.ClassTrigger.Of(trigger.Parent))
		c.need(id, catalog.ClassConstraint.Of(trigger.Constraint))
		c.need(catalog.ClassConstraint.Of(trigger.Constraint), id)
	}
}

func (c *closure) need(object, needs catalog.ID) {
	if object.OID != 0 && needs.OID != 0 {
		c.dependents[needs] = append(c.dependents[needs], object)
	}
}

// leave puts objects out that the user asked for, and all that needs them.
func (c *closure) leave(asked []catalog.ID, why func(catalog.ID) string) {
	var queue []catalog.ID
	for _, id := range asked {
		if _, already := c.out[id]; !already {
			c.out[id] = cause{asked: why(id)}
			queue = append(queue, id)
		}
	}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		needed := id
		if c.byID[id] == nil { // a row type, a rule: people know what it came from
			needed = c.out[id].needs
		}
		for _, dependent := range c.dependents[id] {
			if _, already := c.out[dependent]; !already {
				c.out[dependent] = cause{needs: needed}
				queue = append(queue, dependent)
			}
		}
	}
}

// isOut says whether an object is out.
func (c *closure) isOut(id catalog.ID) bool {
	_, out := c.out[id]
	return out
}

// left lists what is out, but for parts of what is out, in the order of the facts.
func (c *closure) left() []Left {
	var left []Left
	for _, id := range c.order {
		why, out := c.out[id]
		object := c.byID[id]
		if !out || why.asked == "" && object.part.OID != 0 && c.isOut(object.part) {
			continue
		}
		entry := Left{Object: object.label, Reason: why.asked, Asked: why.asked != ""}
		if !entry.Asked {
			entry.Reason = "it needs " + c.label(why.needs) + ", which is left out"
		}
		left = append(left, entry)
	}
	return left
}

// label returns what people call an object.
func (c *closure) label(id catalog.ID) string {
	if found := c.byID[id]; found != nil {
		return found.label
	}
	return "something"
}
