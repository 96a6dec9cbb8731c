package ddl

import "copydb/catalog"

// holders are the privileges that roles can pass on, by role.
type holders map[string]map[byte]bool

func (h holders) add(grant catalog.Grant) {
	for _, privilege := range grant.Privileges {
		if privilege.GrantOption {
			if h[grant.Grantee] == nil {
				h[grant.Grantee] = map[byte]bool{}
			}
			h[grant.Grantee][privilege.Letter] = true
		}
	}
}

// canGive says whether the grantor of a grant can pass on all of it.
func (h holders) canGive(grant catalog.Grant) bool {
	for _, privilege := range grant.Privileges {
		if !h[grant.Grantor][privilege.Letter] {
			return false
		}
	}
	return true
}

// inGrantOrder brings grants into an order in which each grantor has what it passes on: the owner's own first, then the
// order given as far as it works. A right to pass on that no grant here gives (a column's grantor has it on the table) is
// taken to be there.
func inGrantOrder(grants []catalog.Grant, owner string, held holders) []catalog.Grant {
	var ordered, waiting []catalog.Grant
	for _, grant := range grants {
		if grant.Grantee == owner && grant.Grantor == owner {
			ordered = append(ordered, grant)
		} else {
			waiting = append(waiting, grant)
		}
	}
	for len(waiting) > 0 {
		var later []catalog.Grant
		for _, grant := range waiting {
			if grant.Grantor == owner || held.canGive(grant) {
				ordered = append(ordered, grant)
				held.add(grant)
			} else {
				later = append(later, grant)
			}
		}
		if len(later) == len(waiting) {
			ordered = append(ordered, later[0])
			held.add(later[0])
			later = later[1:]
		}
		waiting = later
	}
	return ordered
}
