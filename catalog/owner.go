package catalog

// Owner is who owns an object. Left out are objects whose owner is always that of another: indexes, row and array types,
// sequences of columns.
type Owner struct {
	Address
	Owner string
}
