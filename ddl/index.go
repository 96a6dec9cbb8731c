package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// indexes writes CREATE INDEX, what attaches the index of a partition to that of its parent, and statistics targets of
// expressions. An index that a constraint makes is left to the constraint.
//
// The index of a partitioned table holds nothing and is made ONLY there, before the rows: on some servers a key of a
// partitioned table takes locks on all partitions, and those must not meet sessions that are copying into them. The
// indexes of the partitions follow with their rows and are attached one by one, which makes the parent's valid when all
// are there, and leaves it invalid where one is missing on the source too.
func (w *writer) indexes() []Statement {
	statements := make([]Statement, 0, len(w.facts.Indexes))
	for _, index := range w.facts.Indexes {
		if reason := w.unmakable(index); reason != "" {
			w.lose(w.keyLabel(index), reason)
			continue
		}
		if index.Valid && w.missesPart(index) {
			w.lose(indexLabel(index), "it is not valid: the index of a partition is left out")
		}
		if w.ownIndex(index) {
			statements = append(statements, w.createIndex(index))
		}
		statements = append(statements, w.attachIndex(index)...)
		statements = append(statements, indexTargets(index)...)
	}
	return statements
}

func indexLabel(index catalog.Index) string { return "index " + index.Plain() }

// keyLabel names what people know an index by, which may be a constraint.
func (w *writer) keyLabel(index catalog.Index) string {
	if key, constrained := w.keyOf(index); constrained {
		return constraintLabel(key)
	}
	return indexLabel(index)
}

// unmakable says why the target cannot have an index, or the constraint it belongs to; "" where it can.
func (w *writer) unmakable(index catalog.Index) string {
	key, constrained := w.keyOf(index)
	switch {
	case !index.Valid && !index.Partitioned:
		return "it is invalid on the source, left by a CREATE INDEX or REINDEX CONCURRENTLY that failed"
	case index.Summarizes && !w.target.HasSummarizingBRIN():
		return "its operator class of several ranges or a Bloom filter needs PostgreSQL 14"
	case index.AccessMethod == "spgist" && index.Includes && !w.target.HasSPGistIncludes():
		return "INCLUDE in an SP-GiST index needs PostgreSQL 14"
	case constrained && key.Period && !w.target.HasWithoutOverlaps():
		return "WITHOUT OVERLAPS needs PostgreSQL 18"
	case constrained && key.Type == catalog.ExclusionConstraint && index.Partitioned && !w.target.HasPartitionedExclusion():
		return "an exclusion constraint of a partitioned table needs PostgreSQL 17"
	}
	return ""
}

// missesPart says whether the index of a partitioned table, or one of those below it, is without that of a partition.
func (w *writer) missesPart(index catalog.Index) bool {
	return slices.ContainsFunc(w.attachedIndexes[index.OID], func(attached catalog.Index) bool {
		return w.unmakable(attached) != "" || w.missesPart(attached)
	})
}

// ownIndex says whether an index has a statement of its own, even if a constraint then takes it over.
func (w *writer) ownIndex(index catalog.Index) bool {
	key, constrained := w.keyOf(index)
	return !constrained || w.usesIndex(key, index)
}

// createIndex writes CREATE INDEX.
func (w *writer) createIndex(index catalog.Index) Statement {
	id := catalog.ClassRelation.Of(index.OID)
	statement := Statement{
		SQL:     w.indexDefinition(index),
		Kind:    KindIndex,
		Name:    indexLabel(index),
		Object:  id,
		Phase:   Index,
		Makes:   []catalog.ID{id},
		After:   catalog.ClassRelation.IDs(index.Relation),
		Table:   index.Relation,
		AllRows: w.callers[index.OID],
	}
	switch {
	case w.gathers(index):
		statement.SQL = withoutOnly(statement.SQL, index.Name.Name)
		for _, attached := range w.attachedIndexes[index.OID] {
			statement.After = append(statement.After, catalog.ClassRelation.Of(attached.OID))
		}
	case index.Partitioned:
		w.beforeRows(&statement, index.Relation)
	}
	return statement
}

// gathers says whether the index of a partitioned table has to be made last and take up those of the partitions itself.
// That is so where it is valid although some partitions have none, being foreign tables: attached one by one, their number
// would never do.
func (w *writer) gathers(index catalog.Index) bool {
	return index.Partitioned && index.Valid && len(w.attachedIndexes[index.OID]) < len(w.partitionsOf[index.Relation])
}

// withoutOnly takes the word ONLY out of a definition. The name before it is quoted or not, as the server likes.
func withoutOnly(definition, name string) string {
	for _, quoted := range []string{name, catalog.Ident(name)} {
		create := "CREATE INDEX " + quoted + " ON "
		if table, found := strings.CutPrefix(definition, create+"ONLY "); found {
			return create + table
		}
	}
	return definition
}

// beforeRows moves what is made ONLY on a partitioned table into the phase before the rows, when all its partitions are
// attached: one that is attached later would get an empty index there and then.
func (w *writer) beforeRows(statement *Statement, table catalog.OID) {
	statement.Phase, statement.Table = PreData, 0
	statement.After = append(statement.After, w.partitionsAttached(table)...)
}

// indexDefinition puts what the server leaves out of a definition, the tablespace, in its place before the predicate.
func (w *writer) indexDefinition(index catalog.Index) string {
	head, where := index.Definition, ""
	if index.Predicate != "" {
		where = " WHERE " + index.Predicate
		head = strings.TrimSuffix(head, where)
	}
	if index.NullsNotDistinct && !w.target.HasNullsNotDistinct() {
		head = cutLast(head, " NULLS NOT DISTINCT")
		w.lose(indexLabel(index), "NULLS NOT DISTINCT needs PostgreSQL 15: several NULLs are let in")
	}
	if space := w.tablespace(index.Tablespace, indexLabel(index)); space != "" {
		head += " TABLESPACE " + catalog.Ident(space)
	}
	return head + where
}

// cutLast cuts a clause out of a definition where it comes last, which is not inside a name: only keywords and options
// follow.
func cutLast(definition, clause string) string {
	at := strings.LastIndex(definition, clause)
	if at < 0 {
		return definition
	}
	return definition[:at] + definition[at+len(clause):]
}

// attachIndex makes an index a part of the index of its table's parent. Constraints of both follow suit. Where that makes
// the parent's valid, and it has a parent too, the server locks the whole table above, for which it would wait for all
// sessions that copy into a partition, and have others wait: so it is left until no one copies.
func (w *writer) attachIndex(index catalog.Index) []Statement {
	key, constrained := w.keyOf(index)
	if index.Parent == 0 || constrained && comparesWithNone(key) {
		return nil
	}
	parent, known := w.indexByOID.find(index.Parent)
	if known && (w.unmakable(parent) != "" || w.gathers(parent)) {
		return nil
	}
	return []Statement{{
		SQL:    "ALTER INDEX " + index.ParentIndex().String() + " ATTACH PARTITION " + index.String(),
		Kind:   KindIndexAttach,
		Name:   fmt.Sprintf("partition %s of index %s", index.Plain(), index.ParentIndex().Plain()),
		Object: catalog.ClassRelation.Of(index.OID),
		Phase:  Index,
		After: slices.Concat(catalog.ClassRelation.IDs(index.OID, index.Parent),
			catalog.ClassConstraint.IDs(index.Constraint, parent.Constraint)),
		Table:   index.Relation,
		AllRows: parent.Parent != 0,
	}}
}

// indexTargets sets the statistics targets of an index's expressions, before anything is analyzed.
func indexTargets(index catalog.Index) []Statement {
	var statements []Statement
	for i, column := range index.TargetColumns {
		statements = append(statements, Statement{
			SQL:    fmt.Sprintf("ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", index, column, index.Targets[i]),
			Kind:   KindColumn,
			Name:   fmt.Sprintf("column %d of index %s", column, index.Plain()),
			Object: catalog.ClassRelation.Of(index.OID),
			Phase:  Index,
			After:  catalog.ClassRelation.IDs(index.OID),
			Table:  index.Relation,
		})
	}
	return statements
}
