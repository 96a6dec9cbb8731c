package catalog

// Database is what the cluster knows of the database itself. What sessions in it begin with are Settings.
type Database struct {
	OID             OID
	Name            string
	Owner           string
	Encoding        string
	Provider        string // of its locale: c libc, i ICU, b built in
	Collate, CType  string // libc's locales
	Locale          string // of another provider, "" for libc
	Rules           string // that ICU adds
	Tablespace      string
	ConnectionLimit int32 // -1 for none
	Template        bool
	List            []string // the access list, see ParseGrant
	Initial         []string // the access list that a new one of the same owner has
	Comment         string
}
