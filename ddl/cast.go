package ddl

import "copydb/catalog"

// casts writes CREATE CAST. The function of a cast may lean on casts of the same types that take values as they are: it
// may return text where text can be taken for the cast's own type. Before 15, pg_depend does not know of that.
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
			After:  w.castsInside(cast),
			Drop:   "DROP CAST IF EXISTS " + types + " CASCADE",
		})
	}
	return statements
}

// castsInside lists the casts without a function that may lie between the types of a cast and those of its function.
func (w *writer) castsInside(outer catalog.Cast) []catalog.ID {
	var ids []catalog.ID
	for _, cast := range w.facts.Casts {
		if outer.Method == "f" && cast.Method == "b" && (cast.From == outer.From || cast.To == outer.To) {
			ids = append(ids, catalog.ClassCast.Of(cast.OID))
		}
	}
	return ids
}
