package ddl

import "copydb/catalog"

// accessMethods writes CREATE ACCESS METHOD.
func (w *writer) accessMethods() []Statement {
	types := map[string]string{"i": "INDEX", "t": "TABLE"}
	var statements []Statement
	for _, method := range w.facts.AccessMethods {
		id := catalog.ClassAccessMethod.Of(method.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE ACCESS METHOD " + catalog.Ident(method.Name) + " TYPE " + types[method.Type] + " HANDLER " + method.Handler,
			Kind:   KindAccessMethod,
			Name:   "access method " + method.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP ACCESS METHOD IF EXISTS " + catalog.Ident(method.Name) + " CASCADE",
		})
	}
	return statements
}
