package ddl

import (
	"slices"

	"copydb/catalog"
)

// extensions writes CREATE EXTENSION, of the version that the target has: another one would rarely be there. One that the
// provider of the target installed is taken as it is.
func (w *writer) extensions() []Statement {
	if w.options.NoExtensions {
		return nil
	}
	var statements []Statement
	for _, extension := range w.facts.Extensions {
		id := catalog.ClassExtension.Of(extension.OID)
		statement := Statement{
			SQL:    "CREATE EXTENSION IF NOT EXISTS " + catalog.Ident(extension.Name),
			Kind:   KindExtension,
			Name:   "extension " + extension.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Keeps:  true,
			Drop:   "DROP EXTENSION IF EXISTS " + catalog.Ident(extension.Name) + " CASCADE",
		}
		if !extension.OwnSchema {
			statement.SQL += " WITH SCHEMA " + catalog.Ident(extension.Schema)
			statement.After = catalog.ClassSchema.IDs(extension.SchemaOID)
		}
		statements = append(statements, statement)
	}
	return statements
}

// TryExtensions writes what makes extensions in their schemas of the source, some in versions of their own, where no more than
// they is made: schemas come first. Those that are there go before, with all that needs them where all is made anew, else only
// where nothing does and the version, or the schema of a moved one, is another. Each statement may fail.
func TryExtensions(extensions []catalog.Extension, versions map[string]string, moved map[string]bool, anew bool) []string {
	var schemas, drops, statements []string
	for _, extension := range extensions {
		create := "CREATE EXTENSION IF NOT EXISTS " + catalog.Ident(extension.Name)
		if !extension.OwnSchema {
			schemas = append(schemas, "CREATE SCHEMA IF NOT EXISTS "+catalog.Ident(extension.Schema))
			create += " WITH SCHEMA " + catalog.Ident(extension.Schema)
		}
		version, drop := versions[extension.Name], "DROP EXTENSION IF EXISTS "+catalog.Ident(extension.Name)
		switch {
		case anew:
			drops = append(drops, drop+" CASCADE")
		case version != "", moved[extension.Name]:
			drops = append(drops, drop)
		}
		if version != "" {
			create += " VERSION " + catalog.Literal(version)
		}
		statements = append(statements, create)
	}
	return slices.Concat(drops, schemas, statements)
}
