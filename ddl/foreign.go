package ddl

import "copydb/catalog"

// foreignWrappers writes CREATE FOREIGN DATA WRAPPER.
func (w *writer) foreignWrappers() []Statement {
	var statements []Statement
	for _, wrapper := range w.facts.ForeignWrappers {
		create := "CREATE FOREIGN DATA WRAPPER " + catalog.Ident(wrapper.Name)
		if wrapper.Handler != "" {
			create += " HANDLER " + wrapper.Handler
		}
		if wrapper.Validator != "" {
			create += " VALIDATOR " + wrapper.Validator
		}
		id := catalog.ClassForeignWrapper.Of(wrapper.OID)
		statements = append(statements, Statement{
			SQL:    create + optionsClause(wrapper.Options),
			Kind:   KindForeignWrapper,
			Name:   "foreign-data wrapper " + wrapper.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Secret: len(wrapper.Options) > 0,
			Drop:   "DROP FOREIGN DATA WRAPPER IF EXISTS " + catalog.Ident(wrapper.Name) + " CASCADE",
		})
	}
	return statements
}

// foreignServers writes CREATE SERVER.
func (w *writer) foreignServers() []Statement {
	var statements []Statement
	for _, server := range w.facts.ForeignServers {
		create := "CREATE SERVER " + catalog.Ident(server.Name)
		if server.Type != "" {
			create += " TYPE " + catalog.Literal(server.Type)
		}
		if server.Version != "" {
			create += " VERSION " + catalog.Literal(server.Version)
		}
		create += " FOREIGN DATA WRAPPER " + catalog.Ident(server.Wrapper)
		id := catalog.ClassForeignServer.Of(server.OID)
		statements = append(statements, Statement{
			SQL:    create + optionsClause(server.Options),
			Kind:   KindForeignServer,
			Name:   "foreign server " + server.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			Secret: len(server.Options) > 0,
			Drop:   "DROP SERVER IF EXISTS " + catalog.Ident(server.Name) + " CASCADE",
		})
	}
	return statements
}

// userMappings writes CREATE USER MAPPING.
func (w *writer) userMappings() []Statement {
	var statements []Statement
	for _, mapping := range w.facts.UserMappings {
		user, label := "PUBLIC", "user mapping of PUBLIC on server "+mapping.Server
		if mapping.User != "" {
			user, label = catalog.Ident(mapping.User), "user mapping of role "+mapping.User+" on server "+mapping.Server
		}
		if mapping.Hidden {
			w.lose(label, "its options, a password perhaps, are a superuser's or its server's owner's to read")
		}
		if mapping.User != "" && !w.hasRole(mapping.User) {
			w.lose(label, "the target has no role "+mapping.User)
			continue
		}
		id := catalog.ClassUserMapping.Of(mapping.OID)
		on := "FOR " + user + " SERVER " + catalog.Ident(mapping.Server)
		statements = append(statements, Statement{
			SQL:    "CREATE USER MAPPING " + on + optionsClause(mapping.Options),
			Kind:   KindUserMapping,
			Name:   label,
			Object: id,
			Makes:  []catalog.ID{id},
			After:  catalog.ClassForeignServer.IDs(mapping.ServerOID),
			Secret: len(mapping.Options) > 0,
			Drop:   "DROP USER MAPPING IF EXISTS " + on,
		})
	}
	return statements
}

// foreignTables writes CREATE FOREIGN TABLE, with all that it has in common with tables.
func (w *writer) foreignTables() []Statement {
	var statements []Statement
	for _, table := range w.facts.ForeignTables {
		makes := catalog.ClassRelation.IDs(table.OID)
		statements = append(statements, w.relationStatements(relation{
			Name:   table.Name,
			oid:    table.OID,
			kind:   KindForeignTable,
			label:  "foreign table",
			word:   "FOREIGN TABLE",
			create: "CREATE FOREIGN TABLE",
			bound:  table.Bound,
			tail:   []string{"SERVER " + catalog.Ident(table.Server) + optionsClause(table.Options)},
			makes:  append(makes, catalog.ClassType.IDs(table.Type, table.ArrayType)...),
		})...)
	}
	return statements
}

// optionsClause writes name=value pairs as a clause of its own, which begins with a space, or nothing.
func optionsClause(options []string) string {
	if len(options) == 0 {
		return ""
	}
	return " OPTIONS (" + fdwOptions(options, "") + ")"
}
