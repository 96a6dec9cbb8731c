package catalog

// ExtensionDepend is an object that somebody made to go when an extension goes (ALTER … DEPENDS ON EXTENSION).
type ExtensionDepend struct {
	Address
	Extension    string
	ExtensionOID OID
}
