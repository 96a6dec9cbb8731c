package catalog

// Schema is a schema of the users' own.
type Schema struct {
	OID     OID
	Name    string
	Dropped bool // the public schema, which every database begins with, is not there any more
}
