package ddl

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// roles writes CREATE ROLE for those that the target's cluster lacks. A role that is there already stays as it is: it may
// be somebody else's. What differs is told.
func (w *writer) roles() []Statement {
	if !w.options.Roles {
		return nil
	}
	var statements []Statement
	for _, role := range w.facts.Roles {
		there, found := w.targetRoles[role.Name]
		switch {
		case catalog.OfProvider(role.Name):
		case found:
			w.tellOtherRole(role, there)
		default:
			statements = append(statements, w.createRole(role)...)
		}
	}
	return statements
}

// createRole writes all that makes a role but its memberships and settings.
func (w *writer) createRole(role catalog.Role) []Statement {
	id := catalog.ClassRole.Of(role.OID)
	label := "role " + role.Name
	create := Statement{
		SQL:    "CREATE ROLE " + catalog.Ident(role.Name) + w.roleOptions(role),
		Kind:   KindRole,
		Name:   label,
		Object: id,
		Phase:  Cluster,
		Makes:  []catalog.ID{id},
		Secret: role.Password != "",
	}
	if w.surroundings == nil {
		create.SQL = unlessThere(role.Name, create.SQL)
	}
	statements := append([]Statement{create}, w.sharedComment(id, "ROLE "+catalog.Ident(role.Name), label, role.Comment)...)
	return append(statements, w.sharedLabels(id, role.Name, Cluster)...)
}

// unlessThere wraps the command that makes a role for a script, which cannot know what roles there are.
func unlessThere(role, create string) string {
	block := "BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = " + catalog.Literal(role) + ") THEN " +
		create + "; END IF; END"
	quote := dollarTag(block, "copydb")
	return "DO " + quote + block + quote
}

// attribute is one of the attributes of a role.
type attribute struct {
	word       string
	has        func(catalog.Role) bool
	without    bool // the word tells that a role does not have it
	superusers bool // a superuser's to give away, or where roles can be delegated,
	delegated  func(*catalog.Rights) bool
}

func attributes() []attribute {
	return []attribute{
		{word: "SUPERUSER", has: func(r catalog.Role) bool { return r.Superuser }, superusers: true},
		{word: "NOINHERIT", has: func(r catalog.Role) bool { return r.Inherit }, without: true},
		{word: "CREATEROLE", has: func(r catalog.Role) bool { return r.CreateRole }},
		{word: "CREATEDB", has: func(r catalog.Role) bool { return r.CreateDatabase },
			delegated: func(r *catalog.Rights) bool { return r.CreateDatabase }},
		{word: "LOGIN", has: func(r catalog.Role) bool { return r.Login }},
		{word: "REPLICATION", has: func(r catalog.Role) bool { return r.Replication }, superusers: true,
			delegated: func(r *catalog.Rights) bool { return r.Replication }},
		{word: "BYPASSRLS", has: func(r catalog.Role) bool { return r.BypassRLS }, superusers: true,
			delegated: func(r *catalog.Rights) bool { return r.BypassRLS }},
	}
}

// mayGive says whether the target's role may give an attribute to a role that it makes.
func (w *writer) mayGive(a attribute) bool {
	switch {
	case w.rights == nil:
		return true
	case w.target.DelegatesRoles():
		return a.delegated == nil && !a.superusers || a.delegated != nil && a.delegated(w.rights)
	}
	return !a.superusers
}

// roleOptions writes what a role is, as far as the target's role may say so.
func (w *writer) roleOptions(role catalog.Role) string {
	label := "role " + role.Name
	var options string
	for _, a := range attributes() {
		switch {
		case a.has(role) == a.without:
		case w.mayGive(a):
			options += " " + a.word
		default:
			w.lose(label, "role "+w.rights.Role+" may not give it "+a.word)
		}
	}
	options += roleLimits(role)
	switch {
	case w.options.NoRolePasswords:
	case role.Password != "" && !w.target.TakesPassword(role.Password):
		w.lose("password of "+label, "the target takes none that is so long")
	case role.Password != "":
		options += " PASSWORD " + catalog.Literal(role.Password)
	case role.Login && !w.facts.Server.CanReadAuthID:
		w.lose("password of "+label, "role "+w.facts.Server.Role+" may not read it on the source")
	}
	return options
}

// roleLimits writes how often and for how long a role can be used.
func roleLimits(role catalog.Role) string {
	var options string
	if role.ConnectionLimit != -1 {
		options += fmt.Sprintf(" CONNECTION LIMIT %d", role.ConnectionLimit)
	}
	if role.ValidUntil != "" {
		options += " VALID UNTIL " + catalog.Literal(role.ValidUntil)
	}
	return options
}

// tellOtherRole tells in what a role of the target is not the source's.
func (w *writer) tellOtherRole(role, there catalog.Role) {
	label := "role " + role.Name
	if want, has := roleWords(role), roleWords(there); want != has {
		w.lose(label, "it is there already, and stays as it is: "+has+", not "+want)
	}
	if role.Comment != there.Comment && !w.options.NoComments {
		w.lose("comment on "+label, "the role is there already, and stays as it is")
	}
}

// roleWords tells people what a role is.
func roleWords(role catalog.Role) string {
	var words string
	for _, a := range attributes() {
		if a.has(role) != a.without {
			words += " " + a.word
		}
	}
	words += roleLimits(role)
	if words == "" {
		return "without attributes"
	}
	return strings.TrimPrefix(words, " ")
}
