package catalog

import "slices"

// Address is how the server itself tells an object of any kind, by pg_identify_object_as_address: what belongs to objects
// of every kind is bound to them by it.
type Address struct {
	Class Class
	OID   OID
	Type  string   // the server's words for the kind: "table column", "foreign-data wrapper"
	Names []string // not quoted, the outermost first: schema, table, column
	Args  []string // SQL of the types of a routine, operator, cast or transform; of a domain constraint its name
}

// Object returns the ID of the object, of a column's relation for a column.
func (a Address) Object() ID { return a.Class.Of(a.OID) }

// IsPublicSchema says whether this is the schema that every database begins with.
func (a Address) IsPublicSchema() bool {
	return a.Type == "schema" && slices.Equal(a.Names, []string{"public"})
}
