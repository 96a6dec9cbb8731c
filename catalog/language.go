package catalog

// Language is a procedural language that no extension brought. Its functions are named as SQL, "" where there are none.
type Language struct {
	OID       OID
	Name      string
	Trusted   bool
	Handler   string
	Inline    string
	Validator string
}
