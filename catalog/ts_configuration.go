package catalog

// TSConfiguration tells which dictionaries look at which tokens of a parser.
type TSConfiguration struct {
	OID OID
	Name
	Parser       string   // as SQL
	Tokens       []string // their kinds, by name
	Dictionaries []string // for each of Tokens the dictionaries in their order, as SQL
}
