package catalog

import (
	"cmp"
	"slices"
)

// Depend is an edge of pg_depend: Object needs Needs.
type Depend struct {
	Class      Class
	OID        OID
	NeedsClass Class
	NeedsOID   OID
	Kind       DependKind
}

// DependKind is deptype.
type DependKind byte

// The kinds that mean something to us.
const (
	DependsAsPart   DependKind = 'i' // internal: it is made along with what it needs
	DependsAsMember DependKind = 'e' // it belongs to an extension, which brings it
	DependsAtWill   DependKind = 'x' // ALTER … DEPENDS ON EXTENSION: it goes with the extension, but can do without it
)

// ScanBytes reads what the server sends.
func (k *DependKind) ScanBytes(text []byte) error { return scanLetter(text, k) }

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

// Of returns an object's dependencies.
func (n Needs) Of(object ID) []Depend {
	first, _ := slices.BinarySearchFunc(n, object, func(d Depend, id ID) int { return d.Object().compare(id) })
	end := first
	for end < len(n) && n[end].Object() == object {
		end++
	}
	return n[first:end:end]
}

// Has says whether an object needs another.
func (n Needs) Has(object, need ID) bool {
	return slices.ContainsFunc(n.Of(object), func(d Depend) bool { return d.Needs() == need })
}

// compare orders IDs by their catalogs, and by their OIDs in each.
func (i ID) compare(other ID) int {
	return cmp.Or(cmp.Compare(i.Class, other.Class), cmp.Compare(i.OID, other.OID))
}
