package catalog

// TSTemplate is what dictionaries are made from. Its functions are named as SQL, "" where there are none.
type TSTemplate struct {
	OID OID
	Name
	Init   string
	Lexize string
}
