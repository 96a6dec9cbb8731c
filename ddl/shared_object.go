package ddl

import (
	"fmt"

	"copydb/catalog"
)

// sharedComment writes the comment on a role or a tablespace, which is one of the cluster.
func (w *writer) sharedComment(id catalog.ID, what, label, text string) []Statement {
	if text == "" || w.options.NoComments {
		return nil
	}
	return []Statement{{
		SQL:    "COMMENT ON " + what + " IS " + catalog.Literal(text),
		Kind:   KindComment,
		Name:   "comment on " + label,
		Object: id,
		Phase:  Cluster,
		After:  []catalog.ID{id},
	}}
}

// sharedLabels writes the security labels of a role, a tablespace or the database, which has a name of its own on the
// target.
func (w *writer) sharedLabels(id catalog.ID, name string, phase Phase) []Statement {
	var statements []Statement
	for _, label := range w.facts.SharedLabels {
		if label.Object() == id {
			label.Names = []string{name}
			statement := securityLabel(label, addressLabel(label.Address))
			statement.Phase = phase
			statements = append(statements, statement)
		}
	}
	return statements
}

// sharedOwner gives a tablespace, or the database, to its owner.
func (w *writer) sharedOwner(id catalog.ID, what, label, owner string, phase Phase) []Statement {
	label = "owner of " + label
	switch {
	case w.options.NoOwner:
		return nil
	case !w.hasRole(owner):
		w.lose(label, "the target has no role "+owner)
		return nil
	}
	return []Statement{{
		SQL:    "ALTER " + what + " OWNER TO " + catalog.Ident(owner),
		Kind:   KindOwner,
		Name:   label,
		Object: id,
		Phase:  phase,
		After:  append([]catalog.ID{id}, catalog.ClassRole.IDs(w.sourceRoles[owner].OID)...),
	}}
}

// sharedList is the access list of a tablespace, or of the database.
type sharedList struct {
	id            catalog.ID
	on, label     string
	owner         string
	initial, list []string
	phase         Phase
}

// sharedPrivileges turns the access list that a tablespace, or the database, begins with into the one it has.
func (w *writer) sharedPrivileges(shared sharedList) []Statement {
	if w.options.NoPrivileges {
		return nil
	}
	list := accessList{writer: w, label: "privileges of " + shared.label, on: shared.on, owner: shared.owner}
	var statements []Statement
	for i, change := range list.changes(list.parse(shared.initial), list.parse(shared.list)) {
		statements = append(statements, Statement{
			SQL:    change.sql,
			Kind:   KindPrivilege,
			Name:   fmt.Sprintf("%s %04d", list.label, i+1),
			Object: shared.id,
			Phase:  shared.phase,
			After:  append([]catalog.ID{shared.id}, w.rolesOf(shared.list)...),
			As:     change.as,
		})
	}
	return statements
}

// rolesOf lists the roles that an access list names.
func (w *writer) rolesOf(items []string) []catalog.ID {
	var ids []catalog.ID
	for _, item := range items {
		if grant, err := catalog.ParseGrant(item); err == nil {
			ids = append(ids, catalog.ClassRole.IDs(w.sourceRoles[grant.Grantee].OID, w.sourceRoles[grant.Grantor].OID)...)
		}
	}
	return ids
}
