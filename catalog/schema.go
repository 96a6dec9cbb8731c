package catalog

// Schema is a namespace of the users' own, or public.
type Schema struct {
	OID  OID
	Name string
}
