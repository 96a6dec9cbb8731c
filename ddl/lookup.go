package ddl

import "copydb/catalog"

// lookup finds facts from one another.
type lookup struct {
	tableByOID       finder[catalog.Table]
	callers          map[catalog.OID]bool // relations, indexes above all, that call a function of the users'
	indexByOID       finder[catalog.Index]
	attachedIndexes  map[catalog.OID][]catalog.Index // by parent index
	constraintByOID  finder[catalog.Constraint]
	constraintsOf    map[catalog.OID][]catalog.Constraint // by relation
	referringTo      map[catalog.OID][]catalog.Constraint // foreign keys, by the relation they refer to
	childConstraints map[catalog.OID][]catalog.Constraint // by parent constraint
	partitionsOf     map[catalog.OID][]catalog.Inheritance
	partitionOf      map[catalog.OID]catalog.Inheritance // by partition
}

func newLookup(facts *catalog.Facts) lookup {
	l := lookup{
		tableByOID:       newFinder(facts.Tables, func(t *catalog.Table) catalog.OID { return t.OID }, catalog.BareTable(0, catalog.Name{}, false)),
		indexByOID:       newFinder(facts.Indexes, func(i *catalog.Index) catalog.OID { return i.OID }, catalog.BareIndex()),
		constraintByOID:  newFinder(facts.Constraints, func(c *catalog.Constraint) catalog.OID { return c.OID }, catalog.Constraint{}),
		callers:          map[catalog.OID]bool{},
		attachedIndexes:  map[catalog.OID][]catalog.Index{},
		constraintsOf:    catalog.GroupBy(facts.Constraints, func(c *catalog.Constraint) catalog.OID { return c.Relation }),
		referringTo:      map[catalog.OID][]catalog.Constraint{},
		childConstraints: map[catalog.OID][]catalog.Constraint{},
		partitionsOf:     map[catalog.OID][]catalog.Inheritance{},
		partitionOf:      map[catalog.OID]catalog.Inheritance{},
	}
	for _, depend := range facts.Depends {
		if depend.Class == catalog.ClassRelation &&
			(depend.NeedsClass == catalog.ClassFunction || depend.NeedsClass == catalog.ClassOperator) {
			l.callers[depend.OID] = true
		}
	}
	for _, index := range facts.Indexes {
		if index.Parent != 0 {
			l.attachedIndexes[index.Parent] = append(l.attachedIndexes[index.Parent], index)
		}
	}
	for _, constraint := range facts.Constraints {
		if constraint.ForeignRelation != 0 {
			l.referringTo[constraint.ForeignRelation] = append(l.referringTo[constraint.ForeignRelation], constraint)
		}
		if constraint.Parent != 0 {
			l.childConstraints[constraint.Parent] = append(l.childConstraints[constraint.Parent], constraint)
		}
	}
	for _, inheritance := range facts.Inheritances {
		if l.partitioned(inheritance.Parent) {
			l.partitionsOf[inheritance.Parent] = append(l.partitionsOf[inheritance.Parent], inheritance)
			l.partitionOf[inheritance.Child] = inheritance
		}
	}
	return l
}

// finder finds facts of one kind by their OIDs.
type finder[T any] struct {
	facts  []T
	places map[catalog.OID]int
	none   T // stands where there is none
}

func newFinder[T any](facts []T, oid func(*T) catalog.OID, none T) finder[T] {
	f := finder[T]{facts: facts, none: none, places: make(map[catalog.OID]int, len(facts))}
	for i := range facts {
		f.places[oid(&facts[i])] = i
	}
	return f
}

// find returns the fact with an OID, and whether there is one.
func (f finder[T]) find(oid catalog.OID) (fact T, found bool) {
	place, found := f.places[oid]
	if !found {
		return f.none, false
	}
	return f.facts[place], true
}

// of returns the fact with an OID, none where there is none.
func (f finder[T]) of(oid catalog.OID) T {
	fact, _ := f.find(oid)
	return fact
}

// partitioned says whether a relation is a partitioned table.
func (l *lookup) partitioned(relation catalog.OID) bool { return l.tableByOID.of(relation).Partitioned }

// partitionsAttached lists what stands for a table's partitions, of all levels, being attached.
func (l *lookup) partitionsAttached(table catalog.OID) []catalog.ID {
	var ids []catalog.ID
	for _, inheritance := range l.partitionsOf[table] {
		ids = append(ids, catalog.ClassRelation.Of(inheritance.Child), catalog.ClassInheritance.Of(inheritance.Child))
		ids = append(ids, l.partitionsAttached(inheritance.Child)...)
	}
	return ids
}

// ancestors lists the partitioned tables above a partition, the nearest first.
func (l *lookup) ancestors(relation catalog.OID) []catalog.OID {
	var ancestors []catalog.OID
	for {
		inheritance, found := l.partitionOf[relation]
		if !found {
			return ancestors
		}
		relation = inheritance.Parent
		ancestors = append(ancestors, relation)
	}
}

// keyOf finds the constraint that an index belongs to.
func (l *lookup) keyOf(index catalog.Index) (catalog.Constraint, bool) {
	return l.constraintByOID.find(index.Constraint)
}
