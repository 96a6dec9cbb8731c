package ddl

import "copydb/catalog"

// schemas writes CREATE SCHEMA. Every database begins with a public schema; making sure of it costs nothing. One that an
// extension is in may be there with it.
func (w *writer) schemas() []Statement {
	hasExtension := map[catalog.OID]bool{}
	for _, extension := range w.facts.Extensions {
		hasExtension[extension.SchemaOID] = true
	}
	var statements []Statement
	for _, schema := range w.facts.Schemas {
		drop := "DROP SCHEMA IF EXISTS " + catalog.Ident(schema.Name)
		id := catalog.ClassSchema.Of(schema.OID)
		statement := Statement{
			SQL:    "CREATE SCHEMA " + catalog.Ident(schema.Name),
			Kind:   KindSchema,
			Name:   "schema " + schema.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   drop + " CASCADE",
		}
		switch {
		case schema.Dropped:
			statement.SQL, statement.Makes, statement.Drop = drop, nil, ""
		case schema.Name == "public", hasExtension[schema.OID]:
			statement.SQL = "CREATE SCHEMA IF NOT EXISTS " + catalog.Ident(schema.Name)
			statement.Keeps = true
		}
		if schema.Name == "public" { // one that is made anew has another owner and other privileges than every database's
			statement.Drop = ""
		}
		statements = append(statements, statement)
	}
	return statements
}
