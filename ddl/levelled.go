package ddl

import (
	"cmp"
	"slices"
	"strings"

	"copydb/catalog"
)

// levelled returns facts as the newer of two servers would have them, and without what one of the two knows nothing of and
// the other gives to everybody.
func levelled(facts *catalog.Facts, other catalog.Server) *catalog.Facts {
	level := *facts
	level.Server = catalog.Newer(facts.Server, other)
	older := catalog.Older(facts.Server, other)
	if level.Server.HasNamedDomainNotNull() && !facts.Server.HasNamedDomainNotNull() {
		level.DomainConstraints = withDomainNotNulls(facts)
	}
	level.Ranges = changed(facts.Ranges, !older.HasMultirange(), func(r *catalog.Range) {
		if hasImpliedMultirange(*r) {
			r.Multirange = ""
		}
	})
	level.BaseTypes = changed(facts.BaseTypes, !older.HasSubscripting(), func(b *catalog.BaseType) {
		if strings.Contains(b.Subscript, "raw_array_subscript_handler") {
			b.Subscript = ""
		}
	})
	level.Subscriptions = changed(facts.Subscriptions, !older.HasSubscriptionStreaming(), func(s *catalog.Subscription) {
		s.Options = slices.DeleteFunc(slices.Clone(s.Options), func(option string) bool { return strings.HasPrefix(option, "streaming=") })
	})
	level.Privileges = changed(facts.Privileges, true, func(p *catalog.Privilege) {
		p.List, p.Initial = withoutUnknown(p.List, p.Owner, older), withoutUnknown(p.Initial, p.Owner, older)
	})
	level.DefaultPrivileges = changed(facts.DefaultPrivileges, true, func(p *catalog.DefaultPrivilege) {
		p.List, p.Initial = withoutUnknown(p.List, p.Role, older), withoutUnknown(p.Initial, p.Role, older)
	})
	level.Collations = changed(facts.Collations, level.Server.HasLanguageTags() && !older.HasLanguageTags(), func(c *catalog.Collation) {
		if c.Provider == "i" {
			c.Locale = icuTag(c.Locale)
		}
	})
	if level.Server.OwnsMembers() && !older.OwnsMembers() {
		if !facts.Server.OwnsMembers() {
			level.OperatorMembers = membersOwned(facts)
		}
		level.OperatorMembers = inMemberOrder(level.OperatorMembers)
	}
	return &level
}

// changed returns a copy of facts with a change to each.
func changed[T any](facts []T, needed bool, change func(*T)) []T {
	if !needed {
		return facts
	}
	facts = slices.Clone(facts)
	for i := range facts {
		change(&facts[i])
	}
	return facts
}

// withDomainNotNulls makes constraints of the domains' NOT NULL, with the name that a newer server gives them.
func withDomainNotNulls(facts *catalog.Facts) []catalog.DomainConstraint {
	const label = "_not_null"
	clipped := func(name string) string { return clip(name, min(len(name), nameLimit-len(label))) }
	constraints := slices.Clone(facts.DomainConstraints)
	for _, domain := range facts.Domains {
		if domain.NotNull {
			constraints = append(constraints, catalog.DomainConstraint{Domain: domain.OID,
				Name: clipped(domain.Name.Name) + label, Definition: "NOT NULL", NotNull: true, Validated: true})
		}
	}
	slices.SortStableFunc(constraints, func(a, b catalog.DomainConstraint) int {
		return cmp.Or(cmp.Compare(a.Domain, b.Domain), strings.Compare(a.Name, b.Name))
	})
	return constraints
}

// withoutUnknown takes from an owner's entries of an access list the privileges that a server does not know: where there
// are such, owners have them from the start.
func withoutUnknown(items []string, owner string, server catalog.Server) []string {
	kept := slices.Clone(items)
	for i, item := range items {
		grant, err := catalog.ParseGrant(item)
		if err != nil || grant.Grantee != owner {
			continue
		}
		known := slices.DeleteFunc(slices.Clone(grant.Privileges), func(p catalog.GrantedPrivilege) bool {
			return !server.KnowsPrivilege(p.Letter)
		})
		if len(known) < len(grant.Privileges) {
			grant.Privileges = known
			kept[i] = grant.Item()
		}
	}
	return kept
}
