package catalog

// Operator is an operator that has a function; a shell, which another operator names as its commutator or negator and
// nobody defined, comes with that one. What it names is SQL, "" where there is none.
type Operator struct {
	OID           OID
	Schema        string
	Symbol        string // its name: PostgreSQL takes nothing for one that would have to be quoted
	Left          string // type
	Right         string // type; only servers with HasPostfixOperators have operators without
	Function      string
	Commutator    string // with its schema
	CommutatorOID OID
	Negator       string // with its schema
	NegatorOID    OID
	Merges        bool
	Hashes        bool
	Restrict      string // function
	Join          string // function
}
