package ddl

import (
	"regexp"
	"sort"

	"copydb/catalog"
)

// family finds a table's kin: parents, children, and what belongs to its columns.
type family struct {
	parentsOf   map[catalog.OID][]catalog.Inheritance
	childrenOf  map[catalog.OID][]catalog.OID
	names       map[catalog.OID]catalog.Name // of tables and foreign tables, all whose columns we know
	identityOf  map[columnID]catalog.Sequence
	notNullOf   map[columnID]*catalog.Constraint // its NOT NULL constraint, on servers where it has one
	isSequence  map[catalog.ID]bool
	fromOutside map[catalog.ID]bool // members of extensions
	places      map[columnName]int  // of a column among its relation's
	routes      map[catalog.OID]route
	modes       map[catalog.OID]mode // by constraint
	helpers     int                  // how many tables were grown
}

// columnID names a column of one server.
type columnID struct {
	relation catalog.OID
	number   int16
}

// columnName names a column as people do.
type columnName struct {
	relation catalog.OID
	name     string
}

func newFamily(facts *catalog.Facts) family {
	f := family{
		parentsOf:   map[catalog.OID][]catalog.Inheritance{},
		childrenOf:  map[catalog.OID][]catalog.OID{},
		names:       map[catalog.OID]catalog.Name{},
		identityOf:  map[columnID]catalog.Sequence{},
		notNullOf:   map[columnID]*catalog.Constraint{},
		isSequence:  map[catalog.ID]bool{},
		fromOutside: map[catalog.ID]bool{},
		places:      map[columnName]int{},
		routes:      map[catalog.OID]route{},
		modes:       map[catalog.OID]mode{},
	}
	for _, table := range facts.Tables {
		f.names[table.OID] = table.Name
	}
	for _, table := range facts.ForeignTables {
		f.names[table.OID] = table.Name
	}
	for _, inheritance := range facts.Inheritances {
		f.parentsOf[inheritance.Child] = append(f.parentsOf[inheritance.Child], inheritance)
		f.childrenOf[inheritance.Parent] = append(f.childrenOf[inheritance.Parent], inheritance.Child)
	}
	f.placeColumns(facts.Columns)
	for i := range facts.Constraints {
		constraint := &facts.Constraints[i]
		if constraint.Type == catalog.NotNullConstraint {
			f.notNullOf[columnID{constraint.Relation, constraint.Columns[0]}] = constraint
		}
	}
	for _, sequence := range facts.Sequences {
		f.isSequence[catalog.ClassRelation.Of(sequence.OID)] = true
		if sequence.Identity {
			f.identityOf[columnID{sequence.Owner, sequence.OwnerColumn}] = sequence
		}
	}
	for _, depend := range facts.Depends {
		if depend.Kind == catalog.DependsAsMember {
			f.fromOutside[depend.Object()] = true
		}
	}
	return f
}

// isPartition says whether a relation is bound to its parent by FOR VALUES, not by INHERITS.
func (f *family) isPartition(relation catalog.OID) bool {
	parents := f.parentsOf[relation]
	return len(parents) > 0 && parents[0].Partition
}

// descendants lists the children of a relation, theirs, and so on, each once.
func (f *family) descendants(relation catalog.OID) []catalog.OID {
	var all []catalog.OID
	seen := map[catalog.OID]bool{}
	next := append([]catalog.OID(nil), f.childrenOf[relation]...)
	for len(next) > 0 {
		child := next[0]
		next = next[1:]
		if seen[child] {
			continue
		}
		seen[child] = true
		all = append(all, child)
		next = append(next, f.childrenOf[child]...)
	}
	return all
}

// placeColumns notes where the columns of tables with kin are among their relation's.
func (f *family) placeColumns(columns []catalog.Column) {
	relation, place := catalog.OID(0), 0
	for _, column := range columns {
		if column.Relation != relation {
			relation, place = column.Relation, 0
		}
		if len(f.childrenOf[relation]) > 0 || len(f.parentsOf[relation]) > 0 {
			f.places[columnName{relation, column.Name}] = place
		}
		place++
	}
}

// namedNotNull finds the NOT NULL constraint of a column, on servers where it is one.
func (f *family) namedNotNull(relation catalog.OID, number int16) (catalog.Constraint, bool) {
	if known := f.notNullOf[columnID{relation, number}]; known != nil {
		return *known, true
	}
	return catalog.Constraint{}, false
}

// columnNamed finds a column of a relation with kin by its name.
func (w *writer) columnNamed(relation catalog.OID, name string) (catalog.Column, bool) {
	place, found := w.places[columnName{relation, name}]
	if !found {
		return catalog.BareColumn(""), false
	}
	return w.columns[relation][place], true
}

// columnNumbered finds a column by its number, which a catalog told.
func (w *writer) columnNumbered(relation catalog.OID, number int16) catalog.Column {
	columns := w.columns[relation]
	place := sort.Search(len(columns), func(i int) bool { return columns[i].Number >= number })
	if place == len(columns) || columns[place].Number != number {
		return catalog.BareColumn("")
	}
	return columns[place]
}

// parentColumns lists the columns of this name that a relation's parents have, in the order of the parents.
func (w *writer) parentColumns(column catalog.Column) []catalog.Column {
	var found []catalog.Column
	for _, parent := range w.parentsOf[column.Relation] {
		if of, ok := w.columnNamed(parent.Parent, column.Name); ok {
			found = append(found, of)
		}
	}
	return found
}

// addsNeeds says whether a default or a constraint needs what its table does not need without it. Such a one is made after
// the table, in a statement of its own: a function that it calls may in turn need the table. Sequences and what extensions
// bring never do.
func (w *writer) addsNeeds(id catalog.ID, relation catalog.OID) bool {
	table := catalog.ClassRelation.Of(relation)
	for _, depend := range w.needs.Of(id) {
		need := depend.Needs()
		if need == table || w.isSequence[need] || w.fromOutside[need] || w.needs.Has(table, need) {
			continue
		}
		return true
	}
	return false
}

// mayLack says whether an older target may lack a function of the system's that an expression calls. The table does not
// have to go without its rows for that.
func (w *writer) mayLack(expression string) bool {
	return w.facts.Server.Major() > w.target.Major() && calls.MatchString(expression)
}

// calls matches an expression that seems to call a function.
var calls = regexp.MustCompile(`\w"?\(`)
