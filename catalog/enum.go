package catalog

// Enum is an enumerated type.
type Enum struct {
	OID       OID
	ArrayType OID
	Name
	Labels []string // in their order
}
