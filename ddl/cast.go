package ddl

import "copydb/catalog"

// casts writes CREATE CAST.
func (w *writer) casts() []Statement {
	how := map[string]string{"b": " WITHOUT FUNCTION", "i": " WITH INOUT"}
	when := map[string]string{"a": " AS ASSIGNMENT", "i": " AS IMPLICIT"}
	var statements []Statement
	for _, cast := range w.facts.Casts {
		types := "(" + cast.From + " AS " + cast.To + ")"
		method := how[cast.Method]
		if cast.Method == "f" {
			method = " WITH FUNCTION " + cast.Function
		}
		id := catalog.ClassCast.Of(cast.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE CAST " + types + method + when[cast.Context],
			Kind:   KindCast,
			Name:   "cast " + types,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP CAST IF EXISTS " + types + " CASCADE",
		})
	}
	return statements
}
