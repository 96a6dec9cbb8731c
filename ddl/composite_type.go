package ddl

import (
	"strings"

	"copydb/catalog"
)

// compositeTypes writes CREATE TYPE … AS.
func (w *writer) compositeTypes() []Statement {
	var statements []Statement
	for _, composite := range w.facts.CompositeTypes {
		var attributes []string
		for i, name := range composite.Attributes {
			attribute := catalog.Ident(name) + " " + composite.Types[i]
			if composite.Collations[i] != "" {
				attribute += " COLLATE " + composite.Collations[i]
			}
			attributes = append(attributes, attribute)
		}
		statements = append(statements, Statement{
			SQL:    "CREATE TYPE " + composite.String() + " AS (" + strings.Join(attributes, ", ") + ")",
			Kind:   KindCompositeType,
			Name:   "type " + composite.Plain(),
			Object: catalog.ClassType.Of(composite.OID),
			Makes: append(catalog.ClassType.IDs(composite.OID, composite.ArrayType),
				catalog.ClassRelation.Of(composite.Relation)),
			Drop: "DROP TYPE IF EXISTS " + composite.String() + " CASCADE",
		})
	}
	return statements
}
