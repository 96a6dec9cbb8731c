package ddl

import (
	"strings"

	"copydb/catalog"
)

// tables writes ordinary and partitioned tables with their columns, checks and parents.
func (w *writer) tables() []Statement {
	statements := make([]Statement, 0, len(w.facts.Tables))
	for _, table := range w.facts.Tables {
		statements = append(statements, w.relationStatements(w.relationOf(table))...)
	}
	return statements
}

func (w *writer) relationOf(table catalog.Table) relation {
	return relation{
		Name:   table.Name,
		oid:    table.OID,
		kind:   KindTable,
		label:  "table",
		word:   "TABLE",
		create: "CREATE " + w.persistence(table) + "TABLE",
		ofType: table.OfType,
		bound:  table.Bound,
		tail:   w.tableTail(table),
		makes:  append(catalog.ClassType.IDs(table.Type, table.ArrayType), catalog.ClassRelation.Of(table.OID)),
	}
}

// persistence writes UNLOGGED. Of a partitioned table it means nothing, and newer servers refuse it.
func (w *writer) persistence(table catalog.Table) string {
	if table.Unlogged && (!table.Partitioned || w.target.HasUnloggedPartitioned()) {
		return "UNLOGGED "
	}
	return ""
}

// tableTail lists the clauses that follow a table's columns and parents.
func (w *writer) tableTail(table catalog.Table) []string {
	var tail []string
	label := "table " + table.Plain()
	if table.Partitioned {
		tail = append(tail, "PARTITION BY "+table.PartitionKey)
	}
	if table.AccessMethod != "" {
		if table.Partitioned && !w.target.HasPartitionedAccessMethod() {
			w.lose(label, "the target's partitioned tables have no access method")
		} else {
			tail = append(tail, "USING "+catalog.Ident(table.AccessMethod))
		}
	}
	if options := w.tableOptions(label, table.Options); len(options) > 0 {
		tail = append(tail, "WITH ("+storageOptions(options)+")")
	}
	if space := w.tablespace(table.Tablespace, label); space != "" {
		tail = append(tail, "TABLESPACE "+catalog.Ident(space))
	}
	return tail
}

// tableOptions leaves out the storage options that the target does not know.
func (w *writer) tableOptions(label string, options []string) []string {
	var known []string
	for _, option := range options {
		name, value, _ := strings.Cut(strings.TrimPrefix(option, "toast."), "=")
		if w.target.HasTableOption(name, value) {
			known = append(known, option)
		} else {
			w.lose(label, "the target has no storage option "+option)
		}
	}
	return known
}
