package catalog

// Table is an ordinary or a partitioned table. Its columns, constraints, indexes and parents are facts of their own, bound
// to it by OID.
type Table struct {
	OID OID
	Name
	Type             OID // its row type
	ArrayType        OID // the array over its row type, 0 where there is none
	Partitioned      bool
	Unlogged         bool
	OfType           string   // of a typed table, the type as SQL, else ""
	PartitionKey     string   // PARTITION BY as the server prints it, else ""
	Bound            string   // of a partition, FOR VALUES … or DEFAULT as the server prints it, else ""
	AccessMethod     string   // where it is not the default of the server ("heap"), else ""
	Tablespace       string   // where it is not the database's, else ""
	Options          []string // reloptions, name=value; those of its TOAST table begin with "toast."
	RowSecurity      bool
	ForceRowSecurity bool
	ReplicaIdentity  string  // d default, n nothing, f full, i index
	Pages            int64   // relpages, of itself alone
	Rows             float64 // reltuples, -1 where never analyzed
	Bytes            int64   // estimated size of heap and TOAST, from relpages alone
}
