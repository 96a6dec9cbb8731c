package ddl

import (
	"fmt"

	"copydb/catalog"
)

// statistics writes CREATE STATISTICS, and its target, before the rows: ANALYZE must find it.
func (w *writer) statistics() []Statement {
	var statements []Statement
	for _, statistics := range w.facts.Statistics {
		statements = append(statements, w.createStatistics(statistics)...)
	}
	return statements
}

// createStatistics returns nothing where the target cannot have them.
func (w *writer) createStatistics(statistics catalog.Statistics) []Statement {
	label := "statistics " + statistics.Plain()
	if statistics.Expressions && !w.target.HasStatisticsOnExpressions() {
		w.lose(label, "statistics on expressions need PostgreSQL 14")
		return nil
	}
	id := catalog.ClassStatistics.Of(statistics.OID)
	statements := []Statement{{
		SQL:    statistics.Definition,
		Kind:   KindStatistics,
		Name:   label,
		Object: id,
		Makes:  []catalog.ID{id},
		After:  catalog.ClassRelation.IDs(statistics.Relation),
	}}
	if statistics.Target >= 0 {
		statements = append(statements, Statement{
			SQL:    fmt.Sprintf("ALTER STATISTICS %s SET STATISTICS %d", statistics, statistics.Target),
			Kind:   KindStatistics,
			Name:   "target of " + label,
			Object: id,
			After:  []catalog.ID{id},
		})
	}
	return statements
}
