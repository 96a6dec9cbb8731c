package catalog

// Transform turns values of a type into a procedural language's own and back.
type Transform struct {
	OID      OID
	Type     string // as SQL
	Language string
	FromSQL  string // function with its types, as SQL, else ""
	ToSQL    string
}
