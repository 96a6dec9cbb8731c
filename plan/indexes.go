package plan

import (
	"copydb/catalog"
	"copydb/ddl"
)

// indexes appends a step for each index, which starts when its table's rows are there; or those of all tables, where it
// calls functions that may read them. Of one table's indexes the largest comes first, so that none is left to be built alone.
func (b *builder) indexes() {
	facts := map[catalog.OID]*catalog.Index{}
	for i := range b.facts.Indexes {
		facts[b.facts.Indexes[i].OID] = &b.facts.Indexes[i]
	}
	for _, place := range b.places(ddl.Index) {
		relation := b.ordered[place].Table
		step := Step{Kind: Index, Needs: b.rowsFor(place), Table: b.tables[relation]}
		if step.Table != nil {
			step.Weight = step.Table.Bytes
		}
		if index := facts[b.ordered[place].Object.OID]; index != nil {
			step.Weight += index.Bytes
			if index.ByReference && index.AccessMethod == "btree" {
				step.SortBytes = index.Bytes
			}
		}
		b.bindAlone(&step, place)
		b.indexed[relation] = append(b.indexed[relation], b.addStatement(place, step))
	}
}

// bindAlone lets one step at a time bind the indexes of a partitioned table and its partitions together: two that complete
// those of two partitions at once would each miss the other, and leave the index of the whole invalid.
func (b *builder) bindAlone(step *Step, place int) {
	if b.ordered[place].Kind == ddl.KindIndexAttach {
		step.Tables = append(step.Tables, b.root(b.ordered[place].Table))
	}
}

// root returns the partitioned table that is above all others of a partition's.
func (b *builder) root(partition catalog.OID) catalog.OID {
	for b.whole[partition] != 0 {
		partition = b.whole[partition]
	}
	return partition
}

// rowsFor returns the steps that bring the rows which a statement needs.
func (b *builder) rowsFor(place int) []int {
	statement := b.ordered[place]
	needs := append([]int(nil), b.copies[statement.Table]...)
	if statement.AllRows {
		needs = append(needs, b.allRows())
	}
	return needs
}

// allRows returns the step, made when first asked for, that does nothing but need the rows of all tables. So each index
// that needs them does not have to name all that bring them.
func (b *builder) allRows() int {
	if b.complete < 0 {
		step := Step{ID: "all rows", Kind: Index}
		for _, table := range b.plan.Tables {
			step.Needs = append(step.Needs, b.copies[table.OID]...)
		}
		b.complete = b.add(step)
	}
	return b.complete
}

// constraints appends a step for each table's constraints. They need all indexes of the table: ADD CONSTRAINT wants the
// table for itself and would queue behind a build, and the other builds behind it.
func (b *builder) constraints() {
	for _, place := range b.places(ddl.Constraint) {
		relation := b.ordered[place].Table
		step := Step{Kind: Constraint, Table: b.tables[relation], Tables: []catalog.OID{relation}}
		step.Needs = append(append(step.Needs, b.rowsFor(place)...), b.indexed[relation]...)
		step.Needs = append(step.Needs, b.bound[relation]...)
		b.bindAlone(&step, place)
		b.bound[relation] = append(b.bound[relation], b.addStatement(place, step))
	}
}

// foreignKeys appends a step for each foreign key, when the rows and constraints of both its tables are there, those of
// their partitions included; and one for its validation, which keeps the table that it refers to for nobody.
func (b *builder) foreignKeys() {
	ends := map[catalog.OID][]catalog.OID{}
	for _, constraint := range foreignKeys(b.facts.Constraints) {
		ends[constraint.OID] = []catalog.OID{constraint.Relation, constraint.ForeignRelation}
	}
	for _, place := range b.places(ddl.ForeignKey) {
		step := Step{Kind: ForeignKey}
		for i, end := range ends[b.ordered[place].Object.OID] {
			for _, relation := range b.family(end) {
				if i == 0 || b.ordered[place].Kind != ddl.KindValidation {
					step.Tables = append(step.Tables, relation)
				}
				step.Needs = append(append(step.Needs, b.copies[relation]...), b.indexed[relation]...)
				step.Needs = append(step.Needs, b.bound[relation]...)
				step.Weight += b.weight(relation)
			}
		}
		b.addStatement(place, step)
	}
}

// family returns a relation and all that are below it.
func (b *builder) family(relation catalog.OID) []catalog.OID {
	members := []catalog.OID{relation}
	for _, child := range b.children[relation] {
		members = append(members, b.family(child)...)
	}
	return members
}

// weight returns the estimated bytes of a relation that is copied, 0 of others.
func (b *builder) weight(relation catalog.OID) int64 {
	if table := b.tables[relation]; table != nil {
		return table.Bytes
	}
	return 0
}

// refreshes appends a step for each materialized view that holds rows, after those that it reads, and all of them after all
// that came before: a query may read any table, through functions too.
func (b *builder) refreshes() {
	places := b.places(ddl.Refresh)
	if len(places) > 0 && b.barrier < len(b.plan.Steps)-1 {
		b.addBarrier(Step{ID: "all that materialized views may read", Kind: Refresh})
	}
	for _, place := range places {
		b.addStatement(place, Step{Kind: Refresh})
	}
}
