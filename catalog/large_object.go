package catalog

// LargeObject is a large object. Its OID is its only name: it is the same on every server that has a copy.
type LargeObject struct {
	OID OID
}
