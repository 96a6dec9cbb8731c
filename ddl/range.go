package ddl

import (
	"slices"

	"copydb/catalog"
)

// ranges writes CREATE TYPE … AS RANGE. A canonical function takes the range itself: it is made over a shell type.
func (w *writer) ranges() []Statement {
	var statements []Statement
	for _, r := range w.facts.Ranges {
		statement := Statement{
			SQL:    "CREATE TYPE " + r.String() + " AS RANGE " + w.rangeClauses(r).String(),
			Kind:   KindRange,
			Name:   "type " + r.Plain(),
			Object: catalog.ClassType.Of(r.OID),
			Makes: slices.Concat(catalog.ClassType.IDs(r.OID, r.ArrayType, r.MultirangeType, r.MultirangeArrayType),
				catalog.ClassFunction.IDs(r.Constructors...), catalog.ClassCast.IDs(r.Casts...)),
			Drop: "DROP TYPE IF EXISTS " + r.String() + " CASCADE",
		}
		if r.Canonical != "" {
			statement.Stub = "CREATE TYPE " + r.String()
		}
		statements = append(statements, statement)
	}
	return statements
}

func (w *writer) rangeClauses(r catalog.Range) clauses {
	var c clauses
	c.set("SUBTYPE", r.Subtype)
	c.set("SUBTYPE_OPCLASS", r.OperatorClass)
	c.set("COLLATION", r.Collation)
	c.set("CANONICAL", r.Canonical)
	c.set("SUBTYPE_DIFF", r.Difference)
	if w.target.HasMultirange() {
		c.set("MULTIRANGE_TYPE_NAME", r.Multirange)
	} else if !hasImpliedMultirange(r) {
		w.lose("type "+r.Plain(), "the target has no multirange types ("+r.Multirange+")")
	}
	return c
}
