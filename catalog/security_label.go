package catalog

// SecurityLabel is what a provider's SECURITY LABEL said of an object or a column.
type SecurityLabel struct {
	Address
	Provider string
	Label    string
}
