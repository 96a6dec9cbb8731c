package plan

import (
	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
)

// configTables appends a step for each table of an extension that holds rows of the users', and takes note of each such
// sequence. CREATE EXTENSION made them, with the extension's own rows and with their foreign keys, which are in force while
// rows come: those that a table refers to come first.
func (b *builder) configTables() {
	if b.options.DDL.NoExtensions {
		return
	}
	byOID := map[catalog.OID]catalog.ConfigTable{}
	wanted := func(table catalog.ConfigTable) bool { return !b.plan.Choice.NoRows[table.OID] }
	for _, table := range b.facts.ConfigTables {
		byOID[table.OID] = table
	}
	begun := map[catalog.OID]bool{}
	var add func(catalog.ConfigTable)
	add = func(table catalog.ConfigTable) {
		if begun[table.OID] {
			return // or is further up, in a loop of foreign keys, which only luck or deferred constraints can satisfy
		}
		begun[table.OID] = true
		for _, reference := range table.References {
			add(byOID[reference])
		}
		if wanted(table) {
			b.configTable(table)
		}
	}
	for _, table := range b.facts.ConfigTables {
		if b.made[catalog.ClassExtension.Of(table.ExtensionOID)] {
			add(table)
		}
	}
}

func (b *builder) configTable(config catalog.ConfigTable) {
	if config.Sequence {
		return
	}
	table := &Table{OID: config.OID, Name: config.Name, Parts: 1, Adds: true}
	table.Copy = copyproto.Table{Name: config.Name, Columns: config.Columns,
		Where: filter.Both(config.Condition, b.plan.Choice.Where[config.OID])}
	b.copyTable(table)
	step := b.copies[table.OID][0]
	for _, reference := range config.References {
		b.plan.Steps[step].Needs = unique(append(b.plan.Steps[step].Needs, b.copies[reference]...))
	}
}
