package catalog

// Privilege is the access list of an object or a column where it differs from what the object began with.
type Privilege struct {
	Address
	Owner string
	List  []string // aclitem[] as text, see ParseGrant
	// Initial is the list that a new object of the same owner has; of a member of an extension the one the extension
	// gave it, of a system object the one initdb gave it.
	Initial []string
	BuiltIn []string // what a new object of the same owner has, whoever makes it
}

// DefaultPrivilege is what a role said about the access list of objects that it makes later.
type DefaultPrivilege struct {
	OID       OID
	Role      string
	Schema    string // "" for objects in any schema
	SchemaOID OID
	Objects   string // r tables, S sequences, f functions, T types, n schemas, L large objects
	List      []string
	Initial   []string
}
