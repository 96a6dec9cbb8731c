package verify

import (
	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
	"copydb/plan"
)

// relation is a table or a materialized view of one side.
type relation struct {
	name    catalog.Name
	kind    string // "table", "materialized view"
	columns []catalog.Column
	whole   bool   // read as it is, whatever its columns
	where   string // which rows count, "" where all do
	pages   int64
	bytes   int64
}

// relations returns those of a side that hold rows of the users', by their name as SQL. A materialized view that is not
// filled holds none.
func relations(choice *filter.Choice) map[string]relation {
	facts := choice.Facts
	columns := catalog.ColumnsOf(facts.Columns)
	found := map[string]relation{}
	for _, table := range facts.Tables {
		if !table.Partitioned && !choice.NoRows[table.OID] {
			found[table.Name.String()] = relation{name: table.Name, kind: "table", columns: columns[table.OID],
				where: choice.Where[table.OID], pages: table.Pages, bytes: table.Bytes}
		}
	}
	for _, config := range facts.ConfigTables {
		if !config.Sequence && !choice.NoRows[config.OID] {
			relation := configRelation(config)
			relation.where = filter.Both(relation.where, choice.Where[config.OID])
			found[config.Name.String()] = relation
		}
	}
	for _, view := range facts.MaterializedViews {
		if view.Populated {
			found[view.Name.String()] = relation{name: view.Name, kind: "materialized view", whole: true}
		}
	}
	return found
}

// configRelation makes a relation of an extension's table, whose columns are known by their names alone.
func configRelation(config catalog.ConfigTable) relation {
	r := relation{name: config.Name, kind: "table", where: config.Condition}
	for _, name := range config.Columns {
		r.columns = append(r.columns, catalog.BareColumn(name))
	}
	return r
}

// partBytes is how much of a relation a session reads at a time, so that all sessions have work until the end.
const partBytes = 256 << 20

// parts divides a relation, where the server can read ranges of blocks.
func (r relation) parts(server catalog.Server) []copyproto.Part {
	count := min(r.bytes/partBytes, r.pages)
	if count < 2 || !server.HasTIDRangeScan() {
		return []copyproto.Part{{}}
	}
	return plan.BlockParts(r.pages, int(count))
}
