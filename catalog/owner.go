package catalog

// Owner is who owns an object. Left out are objects whose owner is always that of another: indexes, row and array types,
// sequences of columns.
type Owner struct {
	Address
	Owner string
	// Usual: the object is a member of an extension, and is owned by whoever owns that, or by the first superuser.
	Usual bool
}
