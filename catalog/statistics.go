package catalog

// Statistics is an object of extended statistics. Its schema need not be that of its relation.
type Statistics struct {
	OID OID
	Name
	Relation    OID
	Definition  string // as the server prints it
	Expressions bool   // it is about expressions, not about columns alone
	Target      int32  // statistics target, -1 for the default
}
