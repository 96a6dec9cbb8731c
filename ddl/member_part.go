package ddl

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// keysAndIndexes writes the keys and indexes of members, and what these are to their tables. A key makes its index itself:
// what one and the same look at the catalogs finds is one statement.
func (m *members) keysAndIndexes() []Statement {
	var statements []Statement
	for _, index := range m.facts.Indexes {
		key, constrained := m.keyOf(index)
		switch {
		case m.unmakable(index) != "":
			m.lose(indexLabel(index), m.unmakable(index))
			continue
		case constrained:
			statements = append(statements, m.constraint(m.addKey(key, index), key))
		default:
			create := m.createIndex(index)
			statements = append(statements, m.lacking(create, index.Relation, Lacking{SQL: create.SQL, Catalog: "pg_index",
				Relation: "indrelid", On: index.On(), Where: isIndex(index)}))
		}
		for _, role := range indexRoles(index) {
			mark := "indisclustered"
			if strings.Contains(role.SQL, " REPLICA IDENTITY ") {
				mark = "indisreplident"
			}
			statements = append(statements, m.lacking(role, index.Relation, Lacking{SQL: role.SQL, Catalog: "pg_index",
				Relation: "indrelid", On: index.On(), Where: isIndex(index) + " AND " + mark}))
		}
	}
	return statements
}

func isIndex(index catalog.Index) string {
	return "(SELECT relname FROM pg_catalog.pg_class WHERE oid = indexrelid) = " + catalog.Literal(index.Name.Name)
}

// constraint makes a statement look for a constraint.
func (m *members) constraint(s Statement, constraint catalog.Constraint) Statement {
	return m.lacking(s, constraint.Relation, Lacking{SQL: s.SQL, Catalog: "pg_constraint", Relation: "conrelid", On: constraint.On(),
		Where: "conname = " + catalog.Literal(constraint.Name)})
}

// constraints writes checks, when the extension's rows and those of users are there, and foreign keys, when all are.
func (m *members) constraints() []Statement {
	var statements []Statement
	for _, constraint := range m.facts.Constraints {
		switch {
		case constraint.Type == catalog.CheckConstraint && constraint.Local && (constraint.Enforced || m.target.HasNotEnforced()):
			id := catalog.ClassConstraint.Of(constraint.OID)
			statements = append(statements, m.constraint(Statement{SQL: addConstraint(constraint, "", constraint.Definition), Kind: KindCheck,
				Name: constraintLabel(constraint), Object: id, Phase: Constraint, Makes: []catalog.ID{id}, Table: constraint.Relation}, constraint))
		case constraint.Type == catalog.ForeignKey && constraint.Parent == 0 && m.unmakableForeignKey(constraint) == "":
			statement := m.addForeignKey(constraint)
			statement.Phase = PostData
			statements = append(statements, m.constraint(statement, constraint))
		}
	}
	return statements
}

// statistics writes extended statistics and their targets.
func (m *members) statistics() []Statement {
	var statements []Statement
	for _, fact := range m.facts.Statistics {
		for _, s := range m.createStatistics(fact) {
			where := "stxname = " + catalog.Literal(fact.Name.Name)
			if len(s.Makes) == 0 {
				where += fmt.Sprintf(" AND stxstattarget = %d", fact.Target)
			}
			statements = append(statements, m.lacking(s, fact.Relation, Lacking{SQL: s.SQL, Catalog: "pg_statistic_ext", Relation: "stxrelid",
				On: m.names[fact.Relation], Where: where}))
		}
	}
	return statements
}

// triggers writes those that no parent hands down, and their states.
func (m *members) triggers() []Statement {
	tree := newTriggerTree(m.facts.Triggers)
	var statements []Statement
	add := func(s Statement, trigger catalog.Trigger, where string) {
		statements = append(statements, m.lacking(s, trigger.Relation, lacksTrigger(s.SQL, trigger, where)))
	}
	for _, trigger := range m.facts.Triggers {
		if trigger.Parent != 0 {
			continue
		}
		add(tree.create(trigger), trigger, "")
		if tree.hasOwnState(trigger) {
			add(m.switched(trigger.Enabled, tree.setState(trigger)), trigger, " AND tgenabled = "+catalog.Literal(trigger.Enabled))
		}
	}
	return statements
}

func lacksTrigger(sql string, trigger catalog.Trigger, where string) Lacking {
	return Lacking{SQL: sql, Catalog: "pg_trigger", Relation: "tgrelid", On: trigger.On(), Where: "tgname = " + catalog.Literal(trigger.Name) + where}
}

func lacksRule(sql string, rule catalog.Rule, where string) Lacking {
	return Lacking{SQL: sql, Catalog: "pg_rewrite", Relation: "ev_class", On: rule.On(), Where: "rulename = " + catalog.Literal(rule.Name) + where}
}

// rules writes rules, and their states.
func (m *members) rules() []Statement {
	var statements []Statement
	add := func(s Statement, rule catalog.Rule, where string) {
		statements = append(statements, m.lacking(s, rule.Relation, lacksRule(s.SQL, rule, where)))
	}
	for _, rule := range m.facts.Rules {
		add(createRule(rule), rule, "")
		if rule.Enabled != "O" {
			add(m.switched(rule.Enabled, ruleState(rule)), rule, " AND ev_enabled = "+catalog.Literal(rule.Enabled))
		}
	}
	return statements
}

// policies writes those that the target has a role for.
func (m *members) policies() []Statement {
	var statements []Statement
	for _, policy := range m.facts.Policies {
		if s, possible := m.policy(policy); possible {
			statements = append(statements, m.lacking(s, policy.Relation, Lacking{SQL: s.SQL, Catalog: "pg_policy", Relation: "polrelid",
				On: policy.On(), Where: "polname = " + catalog.Literal(policy.Name)}))
		}
	}
	return statements
}
