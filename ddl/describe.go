package ddl

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// Describe writes all that is known of a database, to be compared with that of another server (see Compare), as statements
// of the newer of the two versions, in which both can be told. What statements do not tell, since it comes about otherwise
// on a target or cannot be had at all, is told as a comment: the Statement's SQL is then "-- …".
//
// They differ from those of Statements in that every relation is written with all its columns in their physical order,
// whatever it inherits; they are there to be read, not to be run.
func Describe(facts *catalog.Facts, other catalog.Server, options Options) []*Statement {
	return newDescription(facts, other, options).written()
}

func newDescription(facts *catalog.Facts, other catalog.Server, options Options) *description {
	d := &description{writer: newWriter(levelled(facts, other), catalog.Newer(facts.Server, other), options),
		own: facts.Server, other: other}
	d.describes = true
	d.listAllColumns()
	return d
}

func (d *description) written() []*Statement {
	statements := d.statements()
	for _, statement := range statements {
		if d.facts.Quoting.On { // the newest servers never quote the type json
			statement.Name = quotedJSON.Replace(statement.Name)
		}
		if statement.Kind == KindSchema { // IF NOT EXISTS says something of others than the schema
			statement.SQL = strings.Replace(statement.SQL, "CREATE SCHEMA IF NOT EXISTS ", "CREATE SCHEMA ", 1)
		}
	}
	statements = appendAll(statements, d.memberTraits(statements))
	for _, tell := range []func() []Statement{d.lossTraits, d.lineages, d.sharedIdentities, d.extensionTraits, d.indexTraits, d.largeObjectTraits} {
		statements = appendAll(statements, tell())
	}
	return statements
}

var quotedJSON = strings.NewReplacer(`"pg_catalog"."json"`, "json", `"json"`, "json")

// description is a writer of what is to be compared.
type description struct {
	*writer
	own, other catalog.Server
}

// listAllColumns makes the writer name all columns of every relation.
func (w *writer) listAllColumns() {
	for relation := range w.names {
		w.routes[relation] = alone
		if len(w.parentsOf[relation]) > 0 && !w.isPartition(relation) {
			w.routes[relation] = joined
		}
	}
}

// trait is something about an object that no statement tells.
func trait(kind Kind, id catalog.ID, name, text string) Statement {
	return Statement{SQL: "-- " + text, Kind: kind, Name: name, Object: id}
}

// lossTraits tell what cannot be written.
func (d *description) lossTraits() []Statement {
	columns := map[string]catalog.OID{}
	for _, column := range d.facts.Columns {
		columns["column "+d.names[column.Relation].Plain()+"."+column.Name] = column.Relation
	}
	statements := make([]Statement, len(d.losses))
	for i, loss := range d.losses {
		statements[i] = trait(KindColumn, catalog.ID{}, loss.Object, loss.Reason)
		if relation, found := columns[loss.Object]; found {
			statements[i].Object = catalog.ClassRelation.Of(relation)
		}
	}
	return statements
}

// lineages tell where relations have their columns and constraints from.
func (d *description) lineages() []Statement {
	var statements []Statement
	for _, table := range d.facts.Tables {
		statements = append(statements, d.lineage("table", table.OID, table.Name)...)
	}
	for _, table := range d.facts.ForeignTables {
		statements = append(statements, d.lineage("foreign table", table.OID, table.Name)...)
	}
	return statements
}

// lineage tells which columns and constraints of a relation come from how many parents, and are its own besides.
func (d *description) lineage(label string, oid catalog.OID, name catalog.Name) []Statement {
	var lines []string
	for _, column := range d.columns[oid] {
		if text := inheritedFrom(column.InheritCount, column.Local); text != "" {
			lines = append(lines, "column "+column.Name+" "+text)
		}
	}
	for _, constraint := range d.constraintsOf[oid] {
		if text := inheritedFrom(int32(constraint.InheritCount), constraint.Local); text != "" && d.tellsLineage(constraint) {
			lines = append(lines, strings.TrimSuffix("constraint "+constraint.Name+" "+text+": "+constraint.Definition, ": "))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []Statement{trait(KindInheritance, catalog.ClassRelation.Of(oid), "what "+label+" "+name.Plain()+" inherits",
		strings.Join(lines, "\n-- "))}
}

// sharedIdentities tell of the identity columns that partitions have from their parents, where the other server's have none.
func (d *description) sharedIdentities() []Statement {
	var statements []Statement
	for _, column := range d.facts.Columns {
		_, owns := d.identityOf[columnID{column.Relation, column.Number}]
		if column.Identity == "" || owns || d.other.HasPartitionIdentity() {
			continue
		}
		shared := trait(KindColumn, catalog.ClassRelation.Of(column.Relation),
			"identity of column "+d.names[column.Relation].Plain()+"."+column.Name, "its parent's")
		shared.ByItself = true
		statements = append(statements, shared)
	}
	return statements
}

func inheritedFrom(parents int32, local bool) string {
	switch {
	case parents == 0:
		return ""
	case local:
		return fmt.Sprintf("is its own and inherited from %d", parents)
	}
	return fmt.Sprintf("is inherited from %d", parents)
}

// tellsLineage says whether a constraint's lineage is worth comparing. That of NOT NULL is known to newer servers only. A
// foreign key has one constraint for each partition of the table that it refers to, with a name that the server makes up.
func (d *description) tellsLineage(constraint catalog.Constraint) bool {
	switch constraint.Type {
	case catalog.NotNullConstraint:
		return d.own.HasNamedNotNull() && d.other.HasNamedNotNull()
	case catalog.ForeignKey:
		return d.constraintByOID.of(constraint.Parent).Relation != constraint.Relation
	}
	return true
}

// extensionTraits tell what CREATE EXTENSION leaves to the server. Servers of two versions are expected to bring two
// versions of an extension.
func (d *description) extensionTraits() []Statement {
	if d.options.NoExtensions {
		return nil
	}
	var statements []Statement
	for _, extension := range d.facts.Extensions {
		id := catalog.ClassExtension.Of(extension.OID)
		statements = append(statements, Statement{Kind: KindExtension, Object: id, Name: "schema of extension " + extension.Name,
			SQL: "ALTER EXTENSION " + catalog.Ident(extension.Name) + " SET SCHEMA " + catalog.Ident(extension.Schema)})
		if d.own.Major() == d.other.Major() {
			statements = append(statements, trait(KindExtension, id, "version of extension "+extension.Name, "version "+extension.Version))
		}
	}
	return statements
}

// indexTraits tell of indexes of partitioned tables that are not valid. Others that are not cannot be made at all.
func (d *description) indexTraits() []Statement {
	var statements []Statement
	for _, index := range d.facts.Indexes {
		if !index.Valid && index.Partitioned {
			statements = append(statements, trait(KindIndex, catalog.ClassRelation.Of(index.OID), "state of "+indexLabel(index),
				"not valid"))
		}
	}
	return statements
}

// largeObjectTraits tell that large objects exist.
func (d *description) largeObjectTraits() []Statement {
	if d.options.NoLargeObjects {
		return nil
	}
	statements := make([]Statement, len(d.facts.LargeObjects))
	for i, object := range d.facts.LargeObjects {
		id := catalog.ClassLargeObject.Of(object.OID)
		statements[i] = trait(KindLargeObject, id, fmt.Sprintf("large object %d", object.OID), "a large object")
		statements[i].Makes = []catalog.ID{id}
	}
	return statements
}
