package ddl

import (
	"strings"

	"copydb/catalog"
)

// rules writes CREATE RULE, and whether each is enabled.
func (w *writer) rules() []Statement {
	var statements []Statement
	for _, rule := range w.facts.Rules {
		label := "rule " + rule.Name + " on " + rule.On().Plain()
		id := catalog.ClassRule.Of(rule.OID)
		statements = append(statements, Statement{
			SQL:    strings.TrimSuffix(rule.Definition, ";"),
			Kind:   KindRule,
			Name:   label,
			Object: id,
			Phase:  PostData,
			Makes:  []catalog.ID{id},
			After:  catalog.ClassRelation.IDs(rule.Relation),
		})
		if rule.Enabled == "O" {
			continue
		}
		statements = append(statements, Statement{
			SQL:    "ALTER TABLE " + rule.On().String() + " " + firing(rule.Enabled) + " RULE " + catalog.Ident(rule.Name),
			Kind:   KindRule,
			Name:   "state of " + label,
			Object: id,
			Phase:  PostData,
			After:  []catalog.ID{id},
		})
	}
	return statements
}
