package catalog

// OperatorFamily is a set of operator classes that understand each other's types.
type OperatorFamily struct {
	OID OID
	Name
	Method string // access method
}
