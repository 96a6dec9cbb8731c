package ddl

import "copydb/catalog"

// policies writes CREATE POLICY. That tables have row security at all is theirs to say (see table_property.go).
func (w *writer) policies() []Statement {
	var statements []Statement
	for _, policy := range w.facts.Policies {
		if statement, possible := w.policy(policy); possible {
			statements = append(statements, statement)
		}
	}
	return statements
}

// policy writes one, unless the target has none of its roles.
func (w *writer) policy(policy catalog.Policy) (Statement, bool) {
	id := catalog.ClassPolicy.Of(policy.OID)
	label := "policy " + policy.Name + " on " + policy.On().Plain()
	if policy.Roles = w.knownRoles(policy.Roles, label); policy.Roles == nil {
		return Statement{}, false
	}
	return Statement{
		SQL:    createPolicy(policy),
		Kind:   KindPolicy,
		Name:   label,
		Object: id,
		Phase:  PostData,
		Makes:  []catalog.ID{id},
		After:  append(catalog.ClassRelation.IDs(policy.Relation), catalog.ClassRole.IDs(policy.RoleOIDs...)...),
	}, true
}

// knownRoles returns those of a policy's roles that the target has, and tells of the others. It returns nil where none is
// left: without roles, the policy would be for everybody.
func (w *writer) knownRoles(roles []string, label string) []string {
	known := make([]string, 0, len(roles))
	for _, role := range roles {
		if w.hasRole(role) {
			known = append(known, role)
		} else {
			w.lose(label, "the target has no role "+role)
		}
	}
	if len(known) == 0 && len(roles) > 0 {
		return nil
	}
	return known
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
