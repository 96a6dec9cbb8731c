package ddl

import "copydb/catalog"

// languages writes CREATE LANGUAGE.
func (w *writer) languages() []Statement {
	var statements []Statement
	for _, language := range w.facts.Languages {
		create := "CREATE LANGUAGE "
		if language.Trusted {
			create = "CREATE TRUSTED LANGUAGE "
		}
		create += catalog.Ident(language.Name) + " HANDLER " + language.Handler
		if language.Inline != "" {
			create += " INLINE " + language.Inline
		}
		if language.Validator != "" {
			create += " VALIDATOR " + language.Validator
		}
		id := catalog.ClassLanguage.Of(language.OID)
		statements = append(statements, Statement{
			SQL:    create,
			Kind:   KindLanguage,
			Name:   "language " + language.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP LANGUAGE IF EXISTS " + catalog.Ident(language.Name) + " CASCADE",
		})
	}
	return statements
}
