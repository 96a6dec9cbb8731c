package ddl

import (
	"strings"

	"copydb/catalog"
)

// memberships writes GRANT of roles to roles, where the target has not granted them yet. A grantor has to be able to
// administer the role first.
func (w *writer) memberships() []Statement {
	if !w.options.Roles {
		return nil
	}
	administering := map[[2]catalog.OID][]catalog.ID{} // memberships that let one role grant another
	for i, membership := range w.facts.Memberships {
		if membership.Admin {
			pair := [2]catalog.OID{membership.RoleOID, membership.MemberOID}
			administering[pair] = append(administering[pair], membershipID(i))
		}
	}
	var statements []Statement
	for i, membership := range w.facts.Memberships {
		if catalog.OfProvider(membership.Role) || catalog.OfProvider(membership.Member) || w.hasMembership(membership) {
			continue
		}
		label := membershipLabel(membership)
		if !w.hasRole(membership.Role) || !w.hasRole(membership.Member) {
			w.lose(label, "the target has no role "+membership.Role+" or no role "+membership.Member)
			continue
		}
		after := catalog.ClassRole.IDs(membership.RoleOID, membership.MemberOID, membership.GrantorOID)
		statements = append(statements, Statement{
			SQL: "GRANT " + catalog.Ident(membership.Role) + " TO " + catalog.Ident(membership.Member) +
				w.membershipOptions(membership) + w.grantedBy(membership),
			Kind:   KindMembership,
			Name:   label,
			Object: membershipID(i),
			Phase:  Cluster,
			Makes:  []catalog.ID{membershipID(i)},
			After:  append(after, administering[[2]catalog.OID{membership.RoleOID, membership.GrantorOID}]...),
		})
	}
	return statements
}

// membershipID stands for a membership, which old servers give no OID.
func membershipID(place int) catalog.ID { return catalog.ClassMembership.Of(catalog.OID(place + 1)) }

func membershipLabel(membership catalog.Membership) string {
	label := "membership of role " + membership.Member + " in role " + membership.Role
	if membership.Grantor != "" {
		label += " by " + membership.Grantor
	}
	return label
}

// hasMembership says whether the target has a membership already, and tells where it has another one.
func (w *writer) hasMembership(membership catalog.Membership) bool {
	if w.surroundings == nil {
		return false
	}
	for _, there := range w.surroundings.Memberships {
		if there.Role != membership.Role || there.Member != membership.Member ||
			w.target.HasMembershipOptions() && there.Grantor != w.grantor(membership) && w.grantor(membership) != "" {
			continue
		}
		if there.Admin != membership.Admin || w.target.HasMembershipOptions() && w.facts.Server.HasMembershipOptions() &&
			(there.Inherit != membership.Inherit || there.Set != membership.Set) {
			w.lose(membershipLabel(membership), "it is there already, with other options, and stays as it is")
		}
		return true
	}
	return false
}

// membershipOptions writes what the member may do with the role.
func (w *writer) membershipOptions(membership catalog.Membership) string {
	var options []string
	if membership.Admin {
		options = append(options, "ADMIN OPTION")
	}
	truth := map[bool]string{true: "TRUE", false: "FALSE"}
	switch {
	case w.target.HasMembershipOptions():
		options = append(options, "INHERIT "+truth[membership.Inherit])
		if !membership.Set {
			options = append(options, "SET FALSE")
		}
	case !membership.Set:
		w.lose(membershipLabel(membership), "the target lets every member become the role")
	case membership.Inherit != w.sourceRoles[membership.Member].Inherit:
		w.lose(membershipLabel(membership), "on the target it is the member that inherits from all its roles, or from none")
	}
	if len(options) == 0 {
		return ""
	}
	return " WITH " + strings.Join(options, ", ")
}

// grantor returns the role that a membership is to be granted by on the target, "" for whoever the server takes. The first
// role of the one cluster is that of the other, whatever their names. Before memberships had options of their own, a server
// kept a grantor that meant nothing.
func (w *writer) grantor(membership catalog.Membership) string {
	switch {
	case w.rights != nil, w.target.HasMembershipOptions() && !w.facts.Server.HasMembershipOptions():
		return ""
	case !w.sourceRoles[membership.Grantor].IsFirst():
		return membership.Grantor
	case w.surroundings != nil:
		for _, role := range w.surroundings.Roles {
			if role.IsFirst() {
				return role.Name
			}
		}
	}
	return ""
}

func (w *writer) grantedBy(membership catalog.Membership) string {
	grantor := w.grantor(membership)
	if w.rights != nil && w.facts.Server.HasMembershipOptions() && membership.Grantor != w.rights.Role {
		w.lose(membershipLabel(membership), "role "+w.rights.Role+" grants it instead")
	}
	if grantor == "" {
		return ""
	}
	return " GRANTED BY " + catalog.Ident(grantor)
}
