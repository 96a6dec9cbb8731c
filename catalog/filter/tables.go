package filter

import "copydb/catalog"

// relation is what patterns of tables find.
type relation struct {
	oid   catalog.OID
	name  catalog.Name
	table bool // it has rows: it is no view and no sequence
}

// relations lists all relations that have a name of their own.
func (c *chooser) relations() []relation {
	var all []relation
	for _, t := range c.facts.Tables {
		all = append(all, relation{t.OID, t.Name, true})
	}
	for _, t := range c.facts.ForeignTables {
		all = append(all, relation{t.OID, t.Name, true})
	}
	for _, v := range c.facts.MaterializedViews {
		all = append(all, relation{v.OID, v.Name, true})
	}
	for _, v := range c.facts.Views {
		all = append(all, relation{v.OID, v.Name, false})
	}
	for _, s := range c.facts.Sequences {
		if !s.Identity {
			all = append(all, relation{s.OID, s.Name, false})
		}
	}
	return all
}

func namesOf(relations []relation) []catalog.Name {
	names := make([]catalog.Name, len(relations))
	for i, relation := range relations {
		names[i] = relation.name
	}
	return names
}

// tables leaves out the tables that the user does not want.
func (c *chooser) tables() {
	relations := c.relations()
	names := namesOf(relations)
	reasons := map[catalog.ID]string{}
	if len(c.filter.IncludeTables) > 0 {
		included := c.included(relations, names)
		for _, relation := range relations {
			if relation.table && !included[relation.oid] {
				reasons[catalog.ClassRelation.Of(relation.oid)] = "it is not in --include-table"
			}
		}
	}
	for _, pattern := range c.filter.ExcludeTables {
		for _, at := range c.find("exclude-table", pattern, names) {
			if relations[at].table || !pattern.File {
				reasons[catalog.ClassRelation.Of(relations[at].oid)] = "--exclude-table " + pattern.String()
			}
		}
	}
	c.leave(reasons)
}

// included finds the relations that are to be in, with the partitions of those that are partitioned.
func (c *chooser) included(relations []relation, names []catalog.Name) map[catalog.OID]bool {
	included := map[catalog.OID]bool{}
	for _, pattern := range c.filter.IncludeTables {
		chosen := inclusion{pattern: pattern}
		for _, at := range c.find("include-table", pattern, names) {
			chosen.found = append(chosen.found, catalog.ClassRelation.Of(relations[at].oid))
			for _, oid := range c.withPartitions(relations[at].oid) {
				included[oid] = true
			}
		}
		c.chosen = append(c.chosen, chosen)
	}
	return included
}

// withPartitions returns a relation and its partitions of all levels.
func (c *chooser) withPartitions(oid catalog.OID) []catalog.OID {
	all := []catalog.OID{oid}
	for _, leaf := range c.leaves[oid] {
		all = append(all, c.withPartitions(leaf)...)
	}
	return all
}

// indexes leaves out the indexes that the user does not want. That of a partition comes with the partitioned table's.
func (c *chooser) indexes() {
	names := make([]catalog.Name, len(c.facts.Indexes))
	for i, index := range c.facts.Indexes {
		names[i] = index.Name
	}
	reasons := map[catalog.ID]string{}
	for _, pattern := range c.filter.ExcludeIndexes {
		bound := ""
		for _, at := range c.find("exclude-index", pattern, names) {
			index := c.facts.Indexes[at]
			if index.Parent != 0 {
				bound = "index " + index.Plain() + " comes with " + index.ParentIndex().Plain() + ", its partitioned table's"
				continue
			}
			reasons[catalog.ClassRelation.Of(index.OID)] = "--exclude-index " + pattern.String()
		}
		if bound != "" {
			c.vain("exclude-index", pattern, bound, nil)
		}
	}
	c.leave(reasons)
}

// rows notes whose rows are out, all of them or some.
func (c *chooser) rows() {
	relations := c.relations()
	for _, table := range c.facts.ConfigTables {
		relations = append(relations, relation{table.OID, table.Name, true})
	}
	names := namesOf(relations)
	for _, pattern := range c.filter.ExcludeData {
		for _, at := range c.find("exclude-table-data", pattern, names) {
			for _, oid := range c.withPartitions(relations[at].oid) {
				c.choice.NoRows[oid] = true
			}
		}
	}
	for _, where := range c.filter.Where {
		for _, at := range c.find("where", where.Table, names) {
			for _, oid := range c.withPartitions(relations[at].oid) {
				c.choice.Where[oid] = Both(c.choice.Where[oid], where.Condition)
			}
		}
	}
}

// changes notes whose changes come as the user said.
func (c *chooser) changes() {
	relations := c.relations()
	names, byOID := namesOf(relations), map[catalog.OID]catalog.Name{}
	for _, relation := range relations {
		byOID[relation.oid] = relation.name
	}
	find := func(option string, patterns []Pattern, into map[catalog.Name]bool) {
		for _, pattern := range patterns {
			for _, at := range c.find(option, pattern, names) {
				for _, oid := range c.withPartitions(relations[at].oid) {
					into[byOID[oid]] = true
				}
			}
		}
	}
	find("insert-only", c.filter.InsertOnly, c.choice.InsertOnly)
	find("replica-identity-full", c.filter.Full, c.choice.Full)
}

// Both joins two conditions, of which each may be empty. A comment in one ends with its line.
func Both(one, other string) string {
	if one == "" || other == "" {
		return one + other
	}
	return "(\n" + one + "\n) AND (\n" + other + "\n)"
}
