package preflight

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
func (c *Checks) checkRoles(context.Context) ([]Finding, error) {
	rights := c.Options.DDL.Around.Rights
	if c.Options.DDL.Roles || !rights.Superuser && !rights.CreateRole {
		return nil, nil
	}
	needed, err := c.neededRoles()
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if !c.Options.DDL.Around.HasRole(name) {
			findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: fmt.Sprintf("role %s does not exist", name),
				Hint: "let the run make the roles with --roles, or leave owners and privileges out with --no-owner and --no-acl"})
		}
	}
	return findings, nil
}

// neededRoles names the roles that statements will, but for those that nobody can make: those of the system, and those of
// the services that run clusters. What needs one that the target does not have is a loss, and is told as such.
func (c *Checks) neededRoles() (map[string]bool, error) {
	needed := map[string]bool{}
	if !c.Options.DDL.NoOwner {
		for _, owner := range c.facts().Owners {
			needed[owner.Owner] = true
		}
		if c.Options.DDL.Database {
			needed[c.facts().Database.Owner] = true
		}
	}
	for _, policy := range c.facts().Policies {
		for _, role := range policy.Roles {
			needed[role] = true
		}
	}
	for _, mapping := range c.facts().UserMappings {
		needed[mapping.User] = true
	}
	if !c.Options.DDL.NoPrivileges {
		for _, item := range c.grants() {
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
func (c *Checks) grants() []string {
	var items []string
	added := func(list, initial []string) {
		for _, item := range list {
			if !slices.Contains(initial, item) {
				items = append(items, item)
			}
		}
	}
	for _, privilege := range c.facts().Privileges {
		added(privilege.List, privilege.Initial)
	}
	for _, privilege := range c.facts().DefaultPrivileges {
		added(privilege.List, privilege.Initial)
	}
	if c.Options.DDL.Database {
		added(c.facts().Database.List, c.facts().Database.Initial)
	}
	return items
}

// checkTablespaces refuses a map of tablespaces that names some which are not there. Others that the target lacks are no
// reason to refuse: what is in them goes into the database's own, and is told.
func (c *Checks) checkTablespaces(context.Context) ([]Finding, error) {
	lacks := func(side catalog.Side, spaces []catalog.Tablespace, name string) []Finding {
		if catalog.OfSystem(name) || slices.ContainsFunc(spaces, func(s catalog.Tablespace) bool { return s.Name == name }) {
			return nil
		}
		return []Finding{{Side: side, Refused: true, Text: fmt.Sprintf("tablespace %s of --map-tablespace does not exist", name),
			Hint: "write the source's tablespace first, and then the target's that takes its place: --map-tablespace old=new"}}
	}
	var findings []Finding
	for _, from := range slices.Sorted(maps.Keys(c.Options.DDL.MapTablespaces)) {
		findings = append(findings, lacks(catalog.Source, c.facts().Tablespaces, from)...)
		findings = append(findings, lacks(catalog.Target, c.Options.DDL.Around.Tablespaces, c.Options.DDL.MapTablespaces[from])...)
	}
	return findings, nil
}

// checkExtensions refuses extensions that the target does not offer.
func (c *Checks) checkExtensions(context.Context) ([]Finding, error) {
	if c.Options.DDL.NoExtensions {
		return nil, nil
	}
	offered := map[string]bool{}
	for _, extension := range c.Options.DDL.Around.Extensions {
		offered[extension.Name] = true
	}
	var findings []Finding
	for _, extension := range c.facts().Extensions {
		if !offered[extension.Name] {
			findings = append(findings, Finding{Side: catalog.Target, Refused: true,
				Text: fmt.Sprintf("extension %s is not available", extension.Name),
				Hint: "install it on the target's server, or leave all extensions out with --skip-extensions"})
		}
	}
	return findings, nil
}
