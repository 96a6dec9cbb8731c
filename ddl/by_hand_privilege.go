package ddl

import (
	"slices"

	"copydb/catalog"
)

// beganWith returns the access lists that the target's extension gave to one of its members.
func beganWith(made catalog.ID, brought *catalog.Facts) (began []catalog.Privilege) {
	for _, privilege := range brought.Privileges {
		if privilege.Object() == made {
			began = append(began, privilege)
		}
	}
	return began
}

// privileges returns those of all, of which what users took out of an extension begins with what the extension gave it. Where
// the source tells of none, the object has what any new one has.
func (h Handled) privileges(facts *catalog.Facts) []catalog.Privilege {
	if len(h.Began) == 0 || h.Remade {
		return facts.Privileges
	}
	all := slices.Clone(facts.Privileges)
	for _, began := range h.Began {
		at := slices.IndexFunc(all, func(p catalog.Privilege) bool {
			return p.Object() == h.Object && p.Type == began.Type && slices.Equal(p.Names, began.Names)
		})
		if at >= 0 {
			all[at].Initial = began.List
			continue
		}
		usual := began
		usual.Class, usual.OID = h.Object.Class, h.Object.OID
		usual.Initial, usual.List = began.List, began.BuiltIn
		for _, owner := range facts.Owners {
			if owner.Object() == h.Object {
				usual.Owner = owner.Owner
			}
		}
		all = append(all, usual)
	}
	return all
}
