package catalog

// Policy is a row security policy of a table.
type Policy struct {
	OID          OID
	Relation     OID
	Schema       string // of the relation
	RelationName string // without its schema
	Name         string
	Permissive   bool
	Command      string   // r SELECT, a INSERT, w UPDATE, d DELETE, * all of them
	Roles        []string // whom it is for, none for everybody
	RoleOIDs     []OID
	Using        string // "" where it has none
	Check        string // "" where it has none
}

// On returns the name of the policy's table.
func (p Policy) On() Name { return Name{Schema: p.Schema, Name: p.RelationName} }
