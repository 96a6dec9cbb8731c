package plan

import (
	"fmt"

	"copydb/catalog"
)

// Origin is where the target's planner gets its statistics from.
type Origin string

// The origins. The zero Origin is FromSource.
const (
	FromSource  Origin = "copy"    // copied, as far as the target takes them, and else collected
	FromAnalyze Origin = "analyze" // collected on the target
	FromNowhere Origin = "none"
)

// A step copies statistics of so many tables at most, and begins another one when they have so many bytes: a big table's
// are not to wait for others.
const (
	statisticsPerStep = 100
	bytesPerStep      = 64 << 20
)

// statistics appends what gives the planner its statistics: for each table an ANALYZE, or a step that copies those of
// several tables. Both come after the tables' indexes: they lock out index builds, and are about their expressions too.
func (b *builder) statistics() {
	if b.options.Statistics == FromNowhere {
		return
	}
	copied := b.copiedStatistics()
	var group []*Table
	var bytes int64
	for _, table := range b.plan.Tables {
		if !copied[table.OID] {
			b.add(b.whenDone(Step{ID: "analyze " + table.Name.Plain(), Kind: Analyze, Table: table}, table))
			continue
		}
		group, bytes = append(group, table), bytes+table.Bytes
		if len(group) == statisticsPerStep || bytes >= bytesPerStep {
			b.copyStatistics(group)
			group, bytes = nil, 0
		}
	}
	b.copyStatistics(group)
}

// copiedStatistics returns the tables whose statistics are copied: those that have some, of which the target gets all rows,
// and that are not small, since to read 10 rows takes less time than to set what is known of 10 columns. Extended statistics cannot be copied, so that a table which has them is analyzed.
func (b *builder) copiedStatistics() map[catalog.OID]bool {
	copied := map[catalog.OID]bool{}
	if b.options.Statistics == FromAnalyze || !b.target.TakesStatistics() || len(b.options.MapSchemas) > 0 {
		return copied
	}
	for _, table := range b.facts.Tables {
		copied[table.OID] = table.Rows >= 0 && table.Bytes > smallBytes && b.plan.Choice.Where[table.OID] == ""
	}
	for _, extended := range b.facts.Statistics {
		copied[extended.Relation] = false
	}
	return copied
}

func (b *builder) copyStatistics(tables []*Table) {
	if len(tables) == 0 {
		return
	}
	id := "statistics of " + tables[0].Name.Plain()
	if more := len(tables) - 1; more > 0 {
		id = fmt.Sprintf("%s and %d more", id, more)
	}
	b.add(b.whenDone(Step{ID: id, Kind: Statistics, batch: &batch{statisticsOf: tables}}, tables...))
}

// whenDone makes a step wait for all that is done to tables, and keep them for itself.
func (b *builder) whenDone(step Step, tables ...*Table) Step {
	for _, table := range tables {
		step.Tables = append(step.Tables, table.OID)
		step.Needs = append(append(step.Needs, b.copies[table.OID]...), b.indexed[table.OID]...)
		step.Needs = append(step.Needs, b.bound[table.OID]...)
	}
	return step
}
