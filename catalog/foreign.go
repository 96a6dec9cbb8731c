package catalog

// ForeignWrapper is a foreign-data wrapper.
type ForeignWrapper struct {
	OID       OID
	Name      string
	Handler   string   // as SQL, "" where there is none
	Validator string   // as SQL, "" where there is none
	Options   []string // name=value
}

// ForeignServer is a server that foreign tables are on.
type ForeignServer struct {
	OID     OID
	Name    string
	Wrapper string
	Type    string // "" where there is none
	Version string // "" where there is none
	Options []string
}

// UserMapping is who a role is on a foreign server.
type UserMapping struct {
	OID       OID
	User      string // "" for PUBLIC
	Server    string
	ServerOID OID
	Options   []string // a password may be among them
	// Hidden: the role may not see the options.
	Hidden bool
}

// ForeignTable is a foreign table. Its columns, checks and parents are facts of their own.
type ForeignTable struct {
	OID OID
	Name
	Type      OID
	ArrayType OID
	Server    string
	Options   []string
	Bound     string // of a partition, as a table's
}
