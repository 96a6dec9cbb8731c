package catalog

// Range is a range type, and the multirange type that comes with it on servers with HasMultirange. What it names is SQL.
type Range struct {
	OID                 OID
	ArrayType           OID
	MultirangeType      OID
	MultirangeArrayType OID
	Name
	Multirange    string // with its schema, else ""
	Subtype       string
	OperatorClass string // where it is not the subtype's default, else ""
	Collation     string // where it is not the subtype's own, else ""
	Canonical     string // function, else ""
	Difference    string // function, else ""
	Constructors  []OID  // functions that come with the types
	Casts         []OID  // that come with the types
}
