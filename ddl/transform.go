package ddl

import (
	"strings"

	"copydb/catalog"
)

// transforms writes CREATE TRANSFORM.
func (w *writer) transforms() []Statement {
	var statements []Statement
	for _, transform := range w.facts.Transforms {
		var functions []string
		if transform.FromSQL != "" {
			functions = append(functions, "FROM SQL WITH FUNCTION "+transform.FromSQL)
		}
		if transform.ToSQL != "" {
			functions = append(functions, "TO SQL WITH FUNCTION "+transform.ToSQL)
		}
		name := "FOR " + transform.Type + " LANGUAGE " + catalog.Ident(transform.Language)
		id := catalog.ClassTransform.Of(transform.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE TRANSFORM " + name + " (" + strings.Join(functions, ", ") + ")",
			Kind:   KindTransform,
			Name:   "transform for " + transform.Type + " language " + transform.Language,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP TRANSFORM IF EXISTS " + name + " CASCADE",
		})
	}
	return statements
}
