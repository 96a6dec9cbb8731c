package catalog

// Sequence is the definition of a sequence. Its value is data.
type Sequence struct {
	OID OID
	Name
	TypeOID     OID    // of its row type, on servers that still make one, else 0
	Type        string // smallint, integer or bigint
	Start       int64
	Increment   int64
	Min         int64
	Max         int64
	Cache       int64
	Cycle       bool
	Unlogged    bool
	Owner       OID    // the table or foreign table whose column owns it, else 0
	OwnerColumn int16  // the owning column's number
	OwnedBy     string // the owning column as SQL, with its table, else ""
	Identity    bool   // it belongs to an identity column, which makes it
}
