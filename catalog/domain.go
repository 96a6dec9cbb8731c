package catalog

// Domain is a type made of another one, with a default and constraints of its own.
type Domain struct {
	OID       OID
	ArrayType OID
	Name
	Base      string // as SQL, with its modifier
	Collation string // as SQL, where it is not the base type's own, else ""
	Default   string // as SQL, else ""
	NotNull   bool
}

// DomainConstraint is a check of a domain, or its NOT NULL, which has a name on servers with HasNamedDomainNotNull only.
type DomainConstraint struct {
	OID        OID
	Domain     OID
	Name       string
	Definition string // as the server prints it behind CONSTRAINT name
	NotNull    bool
	Validated  bool
}
