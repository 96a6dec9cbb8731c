package catalog

// Collation is a collation of the users' own. The version of its provider's library is not copied: it is the target's own.
type Collation struct {
	OID OID
	Name
	Provider      string // b builtin, c libc, i icu
	Deterministic bool
	Locale        string // of the providers builtin and icu
	Collate       string // of the provider libc, as Ctype
	Ctype         string
	Rules         string // that icu adds to the locale's, else ""
}
