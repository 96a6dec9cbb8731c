package run

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"copydb/catalog"
)

// checkRoles refuses a target that lacks roles which objects belong to or are granted to.
func (r *run) checkRoles(ctx context.Context) ([]Finding, error) {
	needed, err := r.neededRoles()
	if err != nil || len(needed) == 0 {
		return nil, err
	}
	there, err := catalog.ReadRoleNames(ctx, r.lock, r.target)
	if err != nil {
		return nil, err
	}
	return r.lacks("role", needed, there, "create it there, or leave owners and privileges out with --no-owner and --no-acl"), nil
}

// neededRoles names the roles that statements will. Those of the system that the target's version does not have are no
// reason to refuse: what needs one is a loss, and is told as such.
func (r *run) neededRoles() (map[string]bool, error) {
	needed := map[string]bool{}
	if !r.Options.DDL.NoOwner {
		for _, owner := range r.facts.Owners {
			needed[owner.Owner] = true
		}
	}
	for _, policy := range r.facts.Policies {
		for _, role := range policy.Roles {
			needed[role] = true
		}
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
	maps.DeleteFunc(needed, func(role string, _ bool) bool { return !r.target.KnowsRole(role) })
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
	return items
}

// checkTablespaces refuses a target that lacks tablespaces which objects are in.
func (r *run) checkTablespaces(ctx context.Context) ([]Finding, error) {
	if r.Options.DDL.NoTablespaces {
		return nil, nil
	}
	needed := map[string]bool{}
	for _, table := range r.facts.Tables {
		needed[table.Tablespace] = true
	}
	for _, index := range r.facts.Indexes {
		needed[index.Tablespace] = true
	}
	for _, view := range r.facts.MaterializedViews {
		needed[view.Tablespace] = true
	}
	delete(needed, "") // the database's own
	if len(needed) == 0 {
		return nil, nil
	}
	there, err := catalog.ReadTablespaceNames(ctx, r.lock, r.target)
	if err != nil {
		return nil, err
	}
	return r.lacks("tablespace", needed, there, "create it there, or put everything into the default one with --no-tablespaces"), nil
}

// lacks tells what of the needed names the target does not have.
func (r *run) lacks(kind string, needed map[string]bool, there []string, hint string) []Finding {
	var findings []Finding
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if !slices.Contains(there, name) {
			findings = append(findings, Finding{Side: catalog.Target, Refused: true,
				Text: fmt.Sprintf("%s %s does not exist", kind, name), Hint: hint})
		}
	}
	return findings
}
