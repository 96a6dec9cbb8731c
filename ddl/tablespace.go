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
		what, label := "TABLESPACE "+catalog.Ident(space.Name), "tablespace "+space.Name
		create := "CREATE " + what + " LOCATION " + catalog.Literal(space.Location)
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
		statements = append(statements, w.sharedComment(id, what, label, space.Comment)...)
		statements = append(statements, w.sharedLabels(id, space.Name, Cluster)...)
		statements = append(statements, w.sharedOwner(id, what, label, space.Owner, Cluster)...)
		statements = append(statements, w.sharedPrivileges(sharedList{id: id, on: what, label: label, owner: space.Owner,
			initial: space.Initial, list: space.List, phase: Cluster})...)
	}
	return statements
}
