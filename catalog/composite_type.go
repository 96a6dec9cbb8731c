package catalog

// CompositeType is a row type on its own, not that of a table.
type CompositeType struct {
	OID       OID
	ArrayType OID
	Relation  OID // which has its attributes
	Name
	Attributes []string // names, in their order
	Types      []string // of each attribute, as SQL, with its modifier
	Collations []string // of each attribute, as SQL, where it is not its type's, else ""
}
