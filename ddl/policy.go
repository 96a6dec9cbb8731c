package ddl

import "copydb/catalog"

// policies writes CREATE POLICY. That tables have row security at all is theirs to say (see table_property.go).
func (w *writer) policies() []Statement {
	var statements []Statement
	for _, policy := range w.facts.Policies {
		id := catalog.ClassPolicy.Of(policy.OID)
		statements = append(statements, Statement{
			SQL:    createPolicy(policy),
			Kind:   KindPolicy,
			Name:   "policy " + policy.Name + " on " + policy.On().Plain(),
			Object: id,
			Phase:  PostData,
			Makes:  []catalog.ID{id},
			After:  append(catalog.ClassRelation.IDs(policy.Relation), catalog.ClassRole.IDs(policy.RoleOIDs...)...),
		})
	}
	return statements
}

func createPolicy(policy catalog.Policy) string {
	sql := "CREATE POLICY " + catalog.Ident(policy.Name) + " ON " + policy.On().String()
	if !policy.Permissive {
		sql += " AS RESTRICTIVE"
	}
	sql += policyCommand(policy.Command)
	if len(policy.Roles) > 0 {
		sql += " TO " + catalog.Idents(policy.Roles)
	}
	if policy.Using != "" {
		sql += " USING (" + policy.Using + ")"
	}
	if policy.Check != "" {
		sql += " WITH CHECK (" + policy.Check + ")"
	}
	return sql
}

// policyCommand words what a policy is for, "" for everything.
func policyCommand(command string) string {
	switch command {
	case "r":
		return " FOR SELECT"
	case "a":
		return " FOR INSERT"
	case "w":
		return " FOR UPDATE"
	case "d":
		return " FOR DELETE"
	}
	return ""
}
