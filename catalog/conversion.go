package catalog

// Conversion turns text of one encoding into another.
type Conversion struct {
	OID OID
	Name
	From, To string // encodings
	Function string // as SQL
	Default  bool
}
