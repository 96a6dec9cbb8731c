package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// privileges turns the access list that an object begins with into the one it has.
func (w *writer) privileges() []Statement {
	if w.options.NoPrivileges {
		return nil
	}
	var statements []Statement
	count := map[catalog.ID]int{} // a table's and its columns' statements share a count: the table's own come first
	for _, privilege := range w.facts.Privileges {
		id := privilege.Object()
		if !w.tellsOf(id) {
			continue
		}
		if w.adopts(privilege) {
			w.lose("privileges of "+w.labelOf(privilege.Address), "role "+w.rights.Role+", which has some, owns it instead of role "+privilege.Owner)
		}
		for _, change := range w.privilegeChanges(privilege) {
			count[id]++
			after := []catalog.ID{id}
			if change.joined {
				after = append(after, classJoined.Of(id.OID))
			}
			statements = append(statements, Statement{
				SQL:    change.sql,
				Kind:   privilegeKind(privilege),
				Name:   fmt.Sprintf("privileges of %s %04d", w.labelOf(privilegeTarget(privilege.Address)), count[id]),
				Object: id,
				Phase:  Ownership,
				After:  after,
				As:     change.as,

				Borrowed: w.members[id],
			})
		}
	}
	return statements
}

// adopts says whether the target's role comes to own, since it cannot hand it over, a thing on which it has privileges, and
// nothing else tells of that: the owner of a column's sequence is that of the table.
func (w *writer) adopts(privilege catalog.Privilege) bool {
	_, told := w.ownerByID[privilege.Object()]
	return w.rights != nil && w.made[privilege.Object()] && !told && !w.actsAs(privilege.Owner) &&
		slices.ContainsFunc(privilege.List, func(item string) bool {
			grant, err := catalog.ParseGrant(item)
			return err == nil && grant.Grantee == w.rights.Role
		})
}

// privilegeKind lets schemas go first: whoever passes on a privilege has to reach what it is on.
func privilegeKind(privilege catalog.Privilege) Kind {
	if privilege.Type == "schema" {
		return KindSchemaPrivilege
	}
	return KindPrivilege
}

// privilegeTarget returns what GRANT … ON names, a column's relation for a column.
func privilegeTarget(a catalog.Address) catalog.Address {
	if isColumn(a.Type) {
		a.Type = strings.TrimSuffix(a.Type, " column")
		a.Names = a.Names[:len(a.Names)-1]
	}
	return a
}

// privilegeChanges returns the statements for one access list.
func (w *writer) privilegeChanges(privilege catalog.Privilege) []privilegeChange {
	target := privilegeTarget(privilege.Address)
	list := accessList{
		writer: w,
		label:  "privileges of " + w.labelOf(privilege.Address),
		on:     privilegeWord(target.Type) + " " + addressName(target),
		owner:  privilege.Owner,
	}
	if isColumn(privilege.Type) {
		list.column = "(" + catalog.Ident(privilege.Names[len(privilege.Names)-1]) + ")"
	}
	initial := asOwnedBy(privilege.Owner, list.parse(privilege.Initial))
	if privilege.IsPublicSchema() {
		initial = w.publicBegins(privilege.Owner)
	}
	wanted := list.parse(privilege.List)
	if slices.Equal(privilege.List, privilege.BuiltIn) {
		wanted = asOwnedBy(privilege.Owner, wanted)
	}
	changes := list.changes(initial, wanted)
	if !w.joins(privilege.Object()) {
		return changes
	}
	for i := range changes {
		changes[i].joined = true
	}
	return append(list.changes(asOwnedBy(privilege.Owner, list.parse(privilege.BuiltIn)), initial), changes...)
}

// asOwnedBy hands an access list over to another owner, as ALTER … OWNER TO does: what pg_init_privs remembers is from before.
func asOwnedBy(owner string, grants []catalog.Grant) []catalog.Grant {
	if len(grants) == 0 {
		return nil
	}
	former := grants[0].Grantor
	handed := slices.Clone(grants)
	for i := range handed {
		if handed[i].Grantor == former {
			handed[i].Grantor = owner
		}
		if handed[i].Grantee == former {
			handed[i].Grantee = owner
		}
	}
	return handed
}

// publicBegins returns the access list of the public schema of a new database of the target, once it has its owner.
func (w *writer) publicBegins(owner string) []catalog.Grant {
	usage, create := catalog.GrantedPrivilege{Letter: 'U'}, catalog.GrantedPrivilege{Letter: 'C'}
	everybody := []catalog.GrantedPrivilege{usage}
	if w.target.PublicIsOpen() {
		everybody = append(everybody, create)
	}
	return []catalog.Grant{
		{Grantee: owner, Grantor: owner, Privileges: []catalog.GrantedPrivilege{usage, create}},
		{Grantor: owner, Privileges: everybody},
	}
}

// privilegeWord returns what GRANT calls a kind that the server has a word of its own for.
func privilegeWord(kind string) string {
	switch kind {
	case "view", "materialized view", "foreign table":
		return "TABLE"
	case "server":
		return "FOREIGN SERVER"
	}
	return addressWord(kind)
}

// privilegeChange is one GRANT or REVOKE, and who has to run it.
type privilegeChange struct {
	sql    string
	as     string
	joined bool // what comes before is what the object had when it was put into an extension
}

// accessList writes the changes of one object's access list.
type accessList struct {
	*writer
	label  string // of the object, for people
	prefix string // what stands before GRANT and REVOKE
	on     string // what stands behind ON
	column string // what stands behind each privilege
	owner  string
}

// changes compares two access lists entry by entry. Entries that are not to stay are revoked; new ones are granted in
// their order, which the server keeps, but for those of the owner, and of those whose grantor has yet to get the right to
// pass them on.
func (l accessList) changes(initial, wanted []catalog.Grant) []privilegeChange {
	var changes []privilegeChange
	for _, grant := range initial {
		if !slices.ContainsFunc(wanted, grant.Equal) {
			changes = append(changes, l.revoke(grant)...)
		}
	}
	held := holders{}
	var grants []catalog.Grant
	for _, grant := range wanted {
		if slices.ContainsFunc(initial, grant.Equal) {
			held.add(grant)
		} else {
			grants = append(grants, grant)
		}
	}
	for _, grant := range inGrantOrder(grants, l.owner, held) {
		changes = append(changes, l.grant(grant)...)
	}
	return changes
}

// parse reads entries; one that cannot be read is told as lost.
func (l accessList) parse(items []string) []catalog.Grant {
	var grants []catalog.Grant
	for _, item := range items {
		grant, err := catalog.ParseGrant(item)
		if err != nil {
			l.lose(l.label, err.Error())
			continue
		}
		grants = append(grants, grant)
	}
	return grants
}

func (l accessList) revoke(grant catalog.Grant) []privilegeChange {
	words := l.words(grant, func(catalog.GrantedPrivilege) bool { return true })
	if len(words) == 0 || !l.knows(grant) {
		return nil
	}
	return []privilegeChange{l.change("REVOKE ", words, " FROM ", grant, "")}
}

func (l accessList) grant(grant catalog.Grant) []privilegeChange {
	if !l.knows(grant) {
		missing := grant.Grantee
		if missing == "" || l.hasRole(missing) {
			missing = grant.Grantor
		}
		l.lose(l.label, "the target has no role "+missing)
		return nil
	}
	l.tellUnknown(grant)
	var changes []privilegeChange
	if words := l.words(grant, func(p catalog.GrantedPrivilege) bool { return !p.GrantOption }); len(words) > 0 {
		changes = append(changes, l.change("GRANT ", words, " TO ", grant, ""))
	}
	if words := l.words(grant, func(p catalog.GrantedPrivilege) bool { return p.GrantOption }); len(words) > 0 {
		changes = append(changes, l.change("GRANT ", words, " TO ", grant, " WITH GRANT OPTION"))
	}
	return changes
}

func (l accessList) change(verb string, words []string, preposition string, grant catalog.Grant, suffix string) privilegeChange {
	grantee := "PUBLIC"
	if grant.Grantee != "" {
		grantee = catalog.Ident(grant.Grantee)
	}
	change := privilegeChange{sql: l.prefix + verb + strings.Join(words, ", ") + " ON " + l.on + preposition + grantee + suffix}
	if grant.Grantor != l.owner {
		change.as = grant.Grantor
	}
	return change
}

// knows says whether the target has both roles of a grant.
func (l accessList) knows(grant catalog.Grant) bool {
	return (grant.Grantee == "" || l.hasRole(grant.Grantee)) && l.hasRole(grant.Grantor)
}

// words returns the privileges that the target knows, as SQL.
func (l accessList) words(grant catalog.Grant, which func(catalog.GrantedPrivilege) bool) []string {
	var words []string
	for _, privilege := range grant.Privileges {
		if which(privilege) && l.target.KnowsPrivilege(privilege.Letter) {
			words = append(words, privilege.Word()+l.column)
		}
	}
	return words
}

// tellUnknown tells what the target has no privilege for. Its owners do not need it.
func (l accessList) tellUnknown(grant catalog.Grant) {
	for _, privilege := range grant.Privileges {
		if !l.target.KnowsPrivilege(privilege.Letter) && grant.Grantee != l.owner {
			l.lose(l.label, "the target has no privilege "+privilege.Word())
		}
	}
}
