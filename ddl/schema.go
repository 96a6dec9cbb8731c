package ddl

import "copydb/catalog"

// schemas writes CREATE SCHEMA. Every database begins with a public schema; making sure of it costs nothing.
func (w *writer) schemas() []Statement {
	var statements []Statement
	for _, schema := range w.facts.Schemas {
		create := "CREATE SCHEMA "
		if schema.Name == "public" {
			create = "CREATE SCHEMA IF NOT EXISTS "
		}
		id := catalog.ClassSchema.Of(schema.OID)
		statements = append(statements, Statement{
			SQL:    create + catalog.Ident(schema.Name),
			Kind:   KindSchema,
			Name:   "schema " + schema.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP SCHEMA IF EXISTS " + catalog.Ident(schema.Name) + " CASCADE",
			Keeps:  schema.Name == "public",
		})
	}
	return statements
}
