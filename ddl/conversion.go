package ddl

import "copydb/catalog"

// conversions writes CREATE CONVERSION.
func (w *writer) conversions() []Statement {
	var statements []Statement
	for _, conversion := range w.facts.Conversions {
		create := "CREATE CONVERSION "
		if conversion.Default {
			create = "CREATE DEFAULT CONVERSION "
		}
		id := catalog.ClassConversion.Of(conversion.OID)
		statements = append(statements, Statement{
			SQL: create + conversion.String() + " FOR " + catalog.Literal(conversion.From) + " TO " +
				catalog.Literal(conversion.To) + " FROM " + conversion.Function,
			Kind:   KindConversion,
			Name:   "conversion " + conversion.Plain(),
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP CONVERSION IF EXISTS " + conversion.String() + " CASCADE",
		})
	}
	return statements
}
