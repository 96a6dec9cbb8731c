package catalog

// TSDictionary turns tokens into lexemes.
type TSDictionary struct {
	OID OID
	Name
	Template  string // as SQL
	Options   string // as the server keeps them, which is as CREATE takes them; else ""
	Thesaurus bool   // it names another dictionary among its options
}
