package ddl

import "copydb/catalog"

// tablespaces writes CREATE TABLESPACE for those that the target's cluster lacks. Their folders have to be there.
func (w *writer) tablespaces() []Statement {
	var statements []Statement
	for _, space := range w.facts.Tablespaces {
		if !w.makesTablespace(space.Name) {
			continue
		}
		id := catalog.ClassTablespace.Of(space.OID)
		label := "tablespace " + space.Name
		create := "CREATE TABLESPACE " + catalog.Ident(space.Name) + " LOCATION " + catalog.Literal(space.Location)
		if len(space.Options) > 0 {
			create += " WITH (" + storageOptions(space.Options) + ")"
		}
		statements = append(statements, Statement{
			SQL:    create,
			Kind:   KindTablespace,
			Name:   label,
			Object: id,
			Phase:  Cluster,
			Makes:  []catalog.ID{id},
			Alone:  true,
		})
		if space.Comment != "" && !w.options.NoComments {
			statements = append(statements, Statement{
				SQL:    "COMMENT ON TABLESPACE " + catalog.Ident(space.Name) + " IS " + catalog.Literal(space.Comment),
				Kind:   KindComment,
				Name:   "comment on " + label,
				Object: id,
				Phase:  Cluster,
				After:  []catalog.ID{id},
			})
		}
		statements = append(statements, w.sharedLabels(id, space.Name, Cluster)...)
		statements = append(statements, w.sharedOwner(id, "TABLESPACE "+catalog.Ident(space.Name), label, space.Owner, Cluster)...)
		statements = append(statements, w.sharedPrivileges(sharedList{id: id, on: "TABLESPACE " + catalog.Ident(space.Name), label: label,
			owner: space.Owner, initial: space.Initial, list: space.List, phase: Cluster})...)
	}
	return statements
}
