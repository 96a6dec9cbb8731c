package ddl

import (
	"strings"

	"copydb/catalog"
)

// publications writes CREATE PUBLICATION.
func (w *writer) publications() []Statement {
	var statements []Statement
	for _, publication := range w.facts.Publications {
		label := "publication " + publication.Name
		create := "CREATE PUBLICATION " + catalog.Ident(publication.Name)
		if publication.AllTables {
			create += " FOR ALL TABLES"
		}
		options := clauses{"publish = " + catalog.Literal(strings.Join(publication.Publish, ", "))}
		options.flag("publish_via_partition_root = true", publication.ViaRoot)
		if publication.GeneratedColumns != "" && !w.target.HasPublishedGeneratedColumns() {
			w.lose(label, "the target cannot publish generated columns")
		} else {
			options.set("publish_generated_columns", publication.GeneratedColumns)
		}
		id := catalog.ClassPublication.Of(publication.OID)
		statements = append(statements, Statement{
			SQL:    create + " WITH " + options.String(),
			Kind:   KindPublication,
			Name:   label,
			Object: id,
			Phase:  Final,
			Makes:  []catalog.ID{id},
			Drop:   "DROP PUBLICATION IF EXISTS " + catalog.Ident(publication.Name),
		})
	}
	return statements
}

// publicationMembers adds tables and schemas to their publications.
func (w *writer) publicationMembers() []Statement {
	var statements []Statement
	for _, table := range w.facts.PublicationTables {
		add := "TABLE ONLY " + table.String()
		if len(table.Columns) > 0 {
			add += " (" + catalog.Idents(table.Columns) + ")"
		}
		if table.Filter != "" {
			add += " WHERE (" + table.Filter + ")"
		}
		member := publicationMember(table.Publication, table.PublicationOID, add, "table "+table.Plain())
		member.Makes = catalog.ClassPublicationTable.IDs(table.OID)
		if (len(table.Columns) > 0 || table.Filter != "") && !w.target.HasPublicationFilters() {
			w.lose(member.Name, "the target cannot publish a part of a table: it is not published")
		} else if w.makes(catalog.ClassRelation.Of(table.Relation)) {
			member.After = append(member.After, catalog.ClassRelation.Of(table.Relation))
			statements = append(statements, member)
		}
	}
	for _, schema := range w.facts.PublicationSchemas {
		member := publicationMember(schema.Publication, schema.PublicationOID, "TABLES IN SCHEMA "+catalog.Ident(schema.Schema),
			"schema "+schema.Schema)
		member.Makes = catalog.ClassPublicationSchema.IDs(schema.OID)
		if !w.target.HasPublicationFilters() {
			w.lose(member.Name, "the target cannot publish a schema")
		} else if w.makes(catalog.ClassSchema.Of(schema.SchemaOID)) {
			statements = append(statements, member)
		}
	}
	return statements
}

func publicationMember(publication string, oid catalog.OID, add, label string) Statement {
	return Statement{
		SQL:    "ALTER PUBLICATION " + catalog.Ident(publication) + " ADD " + add,
		Kind:   KindPublication,
		Name:   "publication " + publication + " of " + label,
		Object: catalog.ClassPublication.Of(oid),
		Phase:  Final,
		After:  catalog.ClassPublication.IDs(oid),
	}
}
