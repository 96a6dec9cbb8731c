package ddl

import (
	"strings"

	"copydb/catalog"
)

// enums writes CREATE TYPE … AS ENUM.
func (w *writer) enums() []Statement {
	var statements []Statement
	for _, enum := range w.facts.Enums {
		labels := make([]string, len(enum.Labels))
		for i, label := range enum.Labels {
			labels[i] = catalog.Literal(label)
		}
		statements = append(statements, Statement{
			SQL:    "CREATE TYPE " + enum.String() + " AS ENUM (" + strings.Join(labels, ", ") + ")",
			Kind:   KindEnum,
			Name:   "type " + enum.Plain(),
			Object: catalog.ClassType.Of(enum.OID),
			Makes:  catalog.ClassType.IDs(enum.OID, enum.ArrayType),
			Drop:   "DROP TYPE IF EXISTS " + enum.String() + " CASCADE",
		})
	}
	return statements
}
