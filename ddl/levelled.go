package ddl

import (
	"cmp"
	"slices"
	"strings"

	"copydb/catalog"
)

// levelled returns facts as the newer of two servers would have them, and without what one of the two knows nothing of and
// everybody has on the other.
func levelled(facts *catalog.Facts, other catalog.Server) *catalog.Facts {
	level := *facts
	level.Server = catalog.Newer(facts.Server, other)
	if level.Server.HasNamedDomainNotNull() && !facts.Server.HasNamedDomainNotNull() {
		level.DomainConstraints = withDomainNotNulls(facts)
	}
	level.Privileges = slices.Clone(facts.Privileges)
	for i := range level.Privileges {
		p := &level.Privileges[i]
		p.List = withoutUnknown(p.List, p.Owner, facts.Server, other)
		p.Initial = withoutUnknown(p.Initial, p.Owner, facts.Server, other)
	}
	level.DefaultPrivileges = slices.Clone(facts.DefaultPrivileges)
	for i := range level.DefaultPrivileges {
		p := &level.DefaultPrivileges[i]
		p.List = withoutUnknown(p.List, p.Role, facts.Server, other)
		p.Initial = withoutUnknown(p.Initial, p.Role, facts.Server, other)
	}
	return &level
}

// withDomainNotNulls makes constraints of the domains' NOT NULL, with the name that a newer server gives them.
func withDomainNotNulls(facts *catalog.Facts) []catalog.DomainConstraint {
	constraints := slices.Clone(facts.DomainConstraints)
	for _, domain := range facts.Domains {
		if domain.NotNull {
			constraints = append(constraints, catalog.DomainConstraint{Domain: domain.OID, Name: domain.Name.Name + "_not_null",
				Definition: "NOT NULL", NotNull: true, Validated: true})
		}
	}
	slices.SortStableFunc(constraints, func(a, b catalog.DomainConstraint) int {
		return cmp.Or(cmp.Compare(a.Domain, b.Domain), strings.Compare(a.Name, b.Name))
	})
	return constraints
}

// withoutUnknown takes from an owner's entries of an access list the privileges that one of two servers does not know:
// where there are such, owners have them from the start.
func withoutUnknown(items []string, owner string, a, b catalog.Server) []string {
	kept := slices.Clone(items)
	for i, item := range items {
		grant, err := catalog.ParseGrant(item)
		if err != nil || grant.Grantee != owner {
			continue
		}
		known := slices.DeleteFunc(grant.Privileges, func(p catalog.GrantedPrivilege) bool {
			return !a.KnowsPrivilege(p.Letter) || !b.KnowsPrivilege(p.Letter)
		})
		if len(known) < len(grant.Privileges) {
			grant.Privileges = known
			kept[i] = grant.Item()
		}
	}
	return kept
}
