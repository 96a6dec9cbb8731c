package ddl

import "copydb/catalog"

// securityLabels writes SECURITY LABEL. A target that has not loaded the label's provider refuses it.
func (w *writer) securityLabels() []Statement {
	var statements []Statement
	for _, label := range w.facts.SecurityLabels {
		if !w.tellsOf(label.Object()) {
			continue
		}
		statements = append(statements, securityLabel(label, w.labelOf(label.Address)))
	}
	return statements
}

func securityLabel(label catalog.SecurityLabel, object string) Statement {
	return Statement{
		SQL: "SECURITY LABEL FOR " + catalog.Ident(label.Provider) + " ON " + address(label.Address) +
			" IS " + catalog.Literal(label.Label),
		Kind:   KindSecurityLabel,
		Name:   "security label of " + label.Provider + " on " + object,
		Object: label.Object(),
		Phase:  Ownership,
		After:  []catalog.ID{label.Object()},
	}
}
