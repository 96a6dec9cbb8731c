package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// PlannerStatistics is what ANALYZE found out about a table and the expressions of its indexes.
type PlannerStatistics struct {
	OID OID
	Name
	Pages   int32
	Rows    float32 // -1 where never analyzed
	Columns *string // in JSON; nil where there is nothing
}

// AreKnown says whether there is anything to give to another server's planner.
func (s PlannerStatistics) AreKnown() bool { return s.Rows == 0 || s.Rows > 0 && s.Columns != nil }

// ReadPlannerStatistics returns the statistics of tables.
func ReadPlannerStatistics(ctx context.Context, session Querier, server Server, tables []OID) ([]PlannerStatistics, error) {
	return readKind[PlannerStatistics](ctx, session, server, "planner_statistics", tables)
}

// restoreRelation gives a table's numbers of pages and rows to the planner.
const restoreRelation = `select pg_catalog.pg_restore_relation_stats('schemaname', $1::text, 'relname', $2::text,
	'relpages', $3::integer, 'reltuples', $4::real)`

// RestorePlannerStatistics gives statistics to the planner of a server that takes them, in one round trip, and says for each
// table whether it took all. The caller's transaction holds them together.
func RestorePlannerStatistics(ctx context.Context, session batcher, server Server, statistics []PlannerStatistics) ([]bool, error) {
	restoreColumns, err := querySQL("restore_statistics", server)
	if err != nil {
		return nil, err
	}
	taken := make([]bool, len(statistics))
	batch := &pgx.Batch{}
	for i, table := range statistics {
		batch.Queue(restoreRelation, table.Schema, table.Name.Name, table.Pages, table.Rows).QueryRow(func(row pgx.Row) error {
			return row.Scan(&taken[i])
		})
		if table.Columns == nil {
			continue
		}
		batch.Queue(restoreColumns, *table.Columns).QueryRow(func(row pgx.Row) error {
			var all bool
			err := row.Scan(&all)
			taken[i] = taken[i] && all
			return err
		})
	}
	if err := session.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("restoring statistics: %w", err)
	}
	return taken, nil
}
