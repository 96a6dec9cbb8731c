package catalog

// AccessMethod is a way of keeping tables or indexes.
type AccessMethod struct {
	OID     OID
	Name    string
	Type    string // t table, i index
	Handler string // function as SQL
}
