package ddl

import "copydb/catalog"

// tableProperties writes what tables get when their indexes and rows are there: the index that CLUSTER goes by, the replica
// identity, and row security.
func (w *writer) tableProperties() []Statement {
	var statements []Statement
	identified := map[catalog.OID]bool{}
	for _, index := range w.facts.Indexes {
		identified[index.Relation] = identified[index.Relation] || index.ReplicaIdentity
		if w.unmakable(index) == "" {
			statements = append(statements, indexRoles(index)...)
		}
	}
	for _, table := range w.facts.Tables {
		if table.ReplicaIdentity == "i" && !identified[table.OID] {
			w.lose("table "+table.Plain(), "its replica identity was an index that is gone: it has none, and the copy the default")
		}
		statements = append(statements, rowSecurity(table)...)
		statements = append(statements, replicaIdentity(table.OID, table.Name, table.ReplicaIdentity)...)
	}
	return statements
}

// indexRoles writes what an index is to its relation.
func indexRoles(index catalog.Index) []Statement {
	var statements []Statement
	after := append(catalog.ClassRelation.IDs(index.OID), catalog.ClassConstraint.IDs(index.Constraint)...)
	if index.Clustered {
		statements = append(statements, tableProperty(index.Relation, index.On(), "clustering",
			"CLUSTER ON "+catalog.Ident(index.Name.Name), after...))
	}
	if index.ReplicaIdentity {
		statements = append(statements, tableProperty(index.Relation, index.On(), "replica identity",
			"REPLICA IDENTITY USING INDEX "+catalog.Ident(index.Name.Name), after...))
	}
	return statements
}

func rowSecurity(table catalog.Table) []Statement {
	var statements []Statement
	if table.RowSecurity {
		statements = append(statements, tableProperty(table.OID, table.Name, "row security", "ENABLE ROW LEVEL SECURITY"))
	}
	if table.ForceRowSecurity {
		statements = append(statements, tableProperty(table.OID, table.Name, "forced row security", "FORCE ROW LEVEL SECURITY"))
	}
	return statements
}

// replicaIdentity writes those that are no index.
func replicaIdentity(relation catalog.OID, name catalog.Name, identity string) []Statement {
	switch identity {
	case "n":
		return []Statement{tableProperty(relation, name, "replica identity", "REPLICA IDENTITY NOTHING")}
	case "f":
		return []Statement{tableProperty(relation, name, "replica identity", "REPLICA IDENTITY FULL")}
	}
	return nil
}

// tableProperty writes one property of a relation; ALTER TABLE is for materialized views as well.
func tableProperty(relation catalog.OID, name catalog.Name, property, clause string, after ...catalog.ID) Statement {
	return Statement{
		SQL:    "ALTER TABLE ONLY " + name.String() + " " + clause,
		Kind:   KindTableProperty,
		Name:   property + " of " + name.Plain(),
		Object: catalog.ClassRelation.Of(relation),
		Phase:  PostData,
		After:  append(catalog.ClassRelation.IDs(relation), after...),
	}
}
