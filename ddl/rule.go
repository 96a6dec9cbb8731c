package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// rules writes CREATE RULE, and whether each is enabled.
func (w *writer) rules() []Statement {
	var statements []Statement
	for _, rule := range w.facts.Rules {
		create := createRule(rule)
		if rule.Name == viewRule {
			statements = append(statements, w.underAnotherName(&create, rule))
		}
		statements = append(statements, create)
		if rule.Enabled != "O" {
			statements = append(statements, w.switched(rule.Enabled, ruleState(rule)))
		}
	}
	return statements
}

func ruleLabel(rule catalog.Rule) string { return "rule " + rule.Name + " on " + rule.On().Plain() }

func createRule(rule catalog.Rule) Statement {
	id := catalog.ClassRule.Of(rule.OID)
	return Statement{
		SQL:    strings.TrimSuffix(rule.Definition, ";"),
		Kind:   KindRule,
		Name:   ruleLabel(rule),
		Object: id,
		Phase:  PostData,
		Makes:  []catalog.ID{id},
		After:  catalog.ClassRelation.IDs(rule.Relation),
	}
}

func ruleState(rule catalog.Rule) Statement {
	id := catalog.ClassRule.Of(rule.OID)
	return Statement{
		SQL:    "ALTER TABLE " + rule.On().String() + " " + firing(rule.Enabled) + " RULE " + catalog.Ident(rule.Name),
		Kind:   KindRule,
		Name:   "state of " + ruleLabel(rule),
		Object: id,
		Phase:  PostData,
		After:  []catalog.ID{id},
	}
}

// viewRule is the name of the rules that make views. A rule of a table can be made under it by renaming alone.
const viewRule = "_RETURN"

// underAnotherName makes a rule be made under a name that its relation has no rule of yet, and returns what renames it.
func (w *writer) underAnotherName(create *Statement, rule catalog.Rule) Statement {
	name := viewRule + "_"
	for slices.ContainsFunc(w.facts.Rules, func(r catalog.Rule) bool { return r.Relation == rule.Relation && r.Name == name }) {
		name += "_"
	}
	create.SQL = strings.Replace(create.SQL, "RULE "+catalog.Ident(viewRule), "RULE "+catalog.Ident(name), 1)
	rename := *create
	rename.SQL = "ALTER RULE " + catalog.Ident(name) + " ON " + rule.On().String() + " RENAME TO " + catalog.Ident(viewRule)
	rename.Name = "name of " + create.Name
	unnamed := classUnnamed.Of(rule.OID)
	rename.After = []catalog.ID{unnamed}
	for _, depend := range w.needs.Of(create.Object) {
		create.After = append(create.After, depend.Needs())
	}
	create.Makes = []catalog.ID{unnamed}
	return rename
}
