package ddl

import "copydb/catalog"

// lookup finds facts from one another.
type lookup struct {
	tableByOID       map[catalog.OID]catalog.Table
	callers          map[catalog.OID]bool // relations, indexes above all, that call a function of the users'
	indexByOID       map[catalog.OID]catalog.Index
	attachedIndexes  map[catalog.OID][]catalog.Index // by parent index
	constraintByOID  map[catalog.OID]catalog.Constraint
	constraintsOf    map[catalog.OID][]catalog.Constraint // by relation
	referringTo      map[catalog.OID][]catalog.Constraint // foreign keys, by the relation they refer to
	childConstraints map[catalog.OID][]catalog.Constraint // by parent constraint
	partitionsOf     map[catalog.OID][]catalog.Inheritance
	partitionOf      map[catalog.OID]catalog.Inheritance // by partition
}

func newLookup(facts *catalog.Facts) lookup {
	l := lookup{
		tableByOID:       byOID(facts.Tables, func(t catalog.Table) catalog.OID { return t.OID }),
		indexByOID:       byOID(facts.Indexes, func(i catalog.Index) catalog.OID { return i.OID }),
		constraintByOID:  byOID(facts.Constraints, func(c catalog.Constraint) catalog.OID { return c.OID }),
		callers:          map[catalog.OID]bool{},
		attachedIndexes:  map[catalog.OID][]catalog.Index{},
		constraintsOf:    map[catalog.OID][]catalog.Constraint{},
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
		l.attachedIndexes[index.Parent] = append(l.attachedIndexes[index.Parent], index)
	}
	for _, constraint := range facts.Constraints {
		l.constraintsOf[constraint.Relation] = append(l.constraintsOf[constraint.Relation], constraint)
		l.referringTo[constraint.ForeignRelation] = append(l.referringTo[constraint.ForeignRelation], constraint)
		l.childConstraints[constraint.Parent] = append(l.childConstraints[constraint.Parent], constraint)
	}
	for _, inheritance := range facts.Inheritances {
		if l.tableByOID[inheritance.Parent].Partitioned {
			l.partitionsOf[inheritance.Parent] = append(l.partitionsOf[inheritance.Parent], inheritance)
			l.partitionOf[inheritance.Child] = inheritance
		}
	}
	return l
}

func byOID[T any](facts []T, oid func(T) catalog.OID) map[catalog.OID]T {
	found := make(map[catalog.OID]T, len(facts))
	for _, fact := range facts {
		found[oid(fact)] = fact
	}
	return found
}

// partitioned says whether a relation is a partitioned table.
func (l *lookup) partitioned(relation catalog.OID) bool { return l.tableByOID[relation].Partitioned }

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
	constraint, found := l.constraintByOID[index.Constraint]
	return constraint, found
}
