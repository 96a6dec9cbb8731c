package catalog

// Rule is a rewrite rule of a table or a view. The rule that makes a view what it is belongs to the view.
type Rule struct {
	OID          OID
	Relation     OID
	Schema       string // of the relation
	RelationName string // without its schema
	Name         string
	Definition   string // as the server prints it
	Enabled      string // O origin, the default, D disabled, R on a replica only, A always
}

// On returns the name of the rule's relation.
func (r Rule) On() Name { return Name{Schema: r.Schema, Name: r.RelationName} }
