package catalog

import (
	"cmp"
	"iter"
	"slices"
)

// Depend is an edge of pg_depend: Object needs Needs.
type Depend struct {
	Class      Class
	OID        OID
	NeedsClass Class
	NeedsOID   OID
	Kind       string // deptype: n normal, a auto, i internal, e extension member
}

// Object is the dependent end of the edge.
func (d Depend) Object() ID { return ID{d.Class, d.OID} }

// Needs is the end that must exist first.
func (d Depend) Needs() ID { return ID{d.NeedsClass, d.NeedsOID} }

// Needs tells what objects need: dependencies in the order of the objects that have them. There may be hundreds of thousands, of
// which a map would take more memory than they do.
type Needs []Depend

// NeedsOf returns the needs that dependencies tell of.
func NeedsOf(depends []Depend) Needs {
	byObject := func(a, b Depend) int { return a.Object().compare(b.Object()) }
	if slices.IsSortedFunc(depends, byObject) { // as they are read
		return depends
	}
	return slices.SortedStableFunc(slices.Values(depends), byObject)
}

// Of yields what an object needs.
func (n Needs) Of(object ID) iter.Seq[ID] {
	first, _ := slices.BinarySearchFunc(n, object, func(d Depend, id ID) int { return d.Object().compare(id) })
	return func(yield func(ID) bool) {
		for _, depend := range n[first:] {
			if depend.Object() != object || !yield(depend.Needs()) {
				return
			}
		}
	}
}

// Has says whether an object needs another.
func (n Needs) Has(object, need ID) bool {
	for id := range n.Of(object) {
		if id == need {
			return true
		}
	}
	return false
}

// compare orders IDs by their catalogs, and by their OIDs in each.
func (i ID) compare(other ID) int {
	return cmp.Or(cmp.Compare(i.Class, other.Class), cmp.Compare(i.OID, other.OID))
}
