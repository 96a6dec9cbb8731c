package run

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"copydb/catalog"
)

// checkRoles refuses a target that lacks roles which objects belong to or are granted to, where its role could make them:
// nothing but the user's word is missing, and privileges that are lost in silence are found out too late. Where the role
// could not, what needs them is left out, and told.
func (r *run) checkRoles(context.Context) ([]Finding, error) {
	rights := r.Options.DDL.Around.Rights
	if r.Options.DDL.Roles || !rights.Superuser && !rights.CreateRole {
		return nil, nil
	}
	needed, err := r.neededRoles()
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if !r.Options.DDL.Around.HasRole(name) {
			findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: fmt.Sprintf("role %s does not exist", name),
				Hint: "let the run make the roles with --roles, or leave owners and privileges out with --no-owner and --no-acl"})
		}
	}
	return findings, nil
}

// neededRoles names the roles that statements will, but for those that nobody can make: those of the system, and those of
// the services that run clusters. What needs one that the target does not have is a loss, and is told as such.
func (r *run) neededRoles() (map[string]bool, error) {
	needed := map[string]bool{}
	if !r.Options.DDL.NoOwner {
		for _, owner := range r.facts.Owners {
			needed[owner.Owner] = true
		}
		if r.Options.DDL.Database {
			needed[r.facts.Database.Owner] = true
		}
	}
	for _, policy := range r.facts.Policies {
		for _, role := range policy.Roles {
			needed[role] = true
		}
	}
	for _, mapping := range r.facts.UserMappings {
		needed[mapping.User] = true
	}
	if !r.Options.DDL.NoPrivileges {
		for _, item := range r.grants() {
			grant, err := catalog.ParseGrant(item)
			if err != nil {
				return nil, err
			}
			needed[grant.Grantee], needed[grant.Grantor] = true, true
		}
	}
	delete(needed, "") // PUBLIC
	maps.DeleteFunc(needed, func(role string, _ bool) bool { return catalog.OfSystem(role) || catalog.OfProvider(role) })
	return needed, nil
}

// grants lists the entries of all access lists that are not as objects begin.
func (r *run) grants() []string {
	var items []string
	added := func(list, initial []string) {
		for _, item := range list {
			if !slices.Contains(initial, item) {
				items = append(items, item)
			}
		}
	}
	for _, privilege := range r.facts.Privileges {
		added(privilege.List, privilege.Initial)
	}
	for _, privilege := range r.facts.DefaultPrivileges {
		added(privilege.List, privilege.Initial)
	}
	if r.Options.DDL.Database {
		added(r.facts.Database.List, r.facts.Database.Initial)
	}
	return items
}

// checkTablespaces refuses a map of tablespaces that names some which are not there. Others that the target lacks are no
// reason to refuse: what is in them goes into the database's own, and is told.
func (r *run) checkTablespaces(context.Context) ([]Finding, error) {
	lacks := func(side catalog.Side, spaces []catalog.Tablespace, name string) []Finding {
		if catalog.OfSystem(name) || slices.ContainsFunc(spaces, func(s catalog.Tablespace) bool { return s.Name == name }) {
			return nil
		}
		return []Finding{{Side: side, Refused: true, Text: fmt.Sprintf("tablespace %s of --map-tablespace does not exist", name),
			Hint: "write the source's tablespace first, and then the target's that takes its place: --map-tablespace old=new"}}
	}
	var findings []Finding
	for _, from := range slices.Sorted(maps.Keys(r.Options.DDL.MapTablespaces)) {
		findings = append(findings, lacks(catalog.Source, r.facts.Tablespaces, from)...)
		findings = append(findings, lacks(catalog.Target, r.Options.DDL.Around.Tablespaces, r.Options.DDL.MapTablespaces[from])...)
	}
	return findings, nil
}
