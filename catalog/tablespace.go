package catalog

// Tablespace is a tablespace of the cluster, but for the two that the system brings.
type Tablespace struct {
	OID      OID
	Name     string
	Owner    string
	Location string // a folder of the server; "" where it is inside the cluster's own
	Options  []string
	List     []string // the access list, see ParseGrant
	Initial  []string // the access list that a new one of the same owner has
	Comment  string
	Usable   bool // the session's role may make things in it
}
