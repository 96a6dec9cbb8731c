package catalog

// Cast is a conversion between two types. Nothing but its OID tells a user's own from the system's.
type Cast struct {
	OID      OID
	From, To string // types, as SQL
	Method   string // f by a function, i by output and input, b as it is
	Function string // with its types, as SQL, else ""
	Context  string // e explicit, a assignment, i implicit
}
