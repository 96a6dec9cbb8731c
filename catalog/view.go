package catalog

// View is a view.
type View struct {
	OID OID
	Name
	Type       OID      // its row type
	ArrayType  OID      // the array over its row type
	Rule       OID      // its _RETURN rule, which pg_depend lets depend on what the view reads
	Options    []string // name=value, WITH CHECK OPTION among them
	Definition string   // the SELECT, as the server prints it
}

// MaterializedView is a materialized view.
type MaterializedView struct {
	OID OID
	Name
	Type            OID
	ArrayType       OID
	Rule            OID
	Options         []string // of storage, as a table's
	AccessMethod    string   // where it is not the default of the server ("heap"), else ""
	Tablespace      string   // where it is not the database's, else ""
	Definition      string
	Populated       bool
	ReplicaIdentity string // as a table's
}
