package ddl

import (
	"fmt"

	"copydb/catalog"
)

// defaultPrivileges writes ALTER DEFAULT PRIVILEGES. They come last of all privileges, so that they change nothing of what
// the copy makes.
func (w *writer) defaultPrivileges() []Statement {
	if w.options.NoPrivileges {
		return nil
	}
	var statements []Statement
	for _, defaults := range w.facts.DefaultPrivileges {
		if defaults.Schema != "" && !w.makes(catalog.ClassSchema.Of(defaults.SchemaOID)) {
			continue
		}
		id := catalog.ClassDefaultPrivileges.Of(defaults.OID)
		for i, change := range w.defaultPrivilegeChanges(defaults) {
			statements = append(statements, Statement{
				SQL:    change.sql,
				Kind:   KindDefaultPrivilege,
				Name:   fmt.Sprintf("%s %04d", defaultPrivilegeLabel(defaults), i+1),
				Object: id,
				Phase:  Ownership,
				After:  catalog.ClassSchema.IDs(defaults.SchemaOID),
			})
		}
	}
	return statements
}

func (w *writer) defaultPrivilegeChanges(defaults catalog.DefaultPrivilege) []privilegeChange {
	label := defaultPrivilegeLabel(defaults)
	switch {
	case !w.target.KnowsDefaultPrivileges(defaults.Objects):
		w.lose(label, "the target has no default privileges for them")
		return nil
	case !w.hasRole(defaults.Role):
		w.lose(label, "the target has no role "+defaults.Role)
		return nil
	}
	list := accessList{
		writer: w,
		label:  label,
		prefix: "ALTER DEFAULT PRIVILEGES FOR ROLE " + catalog.Ident(defaults.Role) + " ",
		on:     defaultPrivilegeWord(defaults.Objects),
		owner:  defaults.Role,
	}
	if defaults.Schema != "" {
		list.prefix += "IN SCHEMA " + catalog.Ident(defaults.Schema) + " "
	}
	return list.changes(list.parse(defaults.Initial), list.parse(defaults.List))
}

func defaultPrivilegeLabel(defaults catalog.DefaultPrivilege) string {
	label := "default privileges of role " + defaults.Role
	if defaults.Schema != "" {
		label += " in schema " + defaults.Schema
	}
	return label + " for " + defaultPrivilegeWord(defaults.Objects)
}

// defaultPrivilegeWord returns SQL's word for pg_default_acl's letter.
func defaultPrivilegeWord(objects string) string {
	switch objects {
	case "r":
		return "TABLES"
	case "S":
		return "SEQUENCES"
	case "f":
		return "ROUTINES"
	case "T":
		return "TYPES"
	case "n":
		return "SCHEMAS"
	}
	return "LARGE OBJECTS"
}
