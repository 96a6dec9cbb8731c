package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// SplitKey is by what a table can be cut into ranges.
type SplitKey struct {
	Blocks int64  // of its heap
	Column string // "" where it has no index of use
	Type   string // the name of the column's type in pg_catalog
}

// ReadSplitKey asks for a table's.
func ReadSplitKey(ctx context.Context, session Querier, server Server, table OID) (SplitKey, error) {
	return readOne[SplitKey](ctx, session, server, "split_key", table)
}

// sampledRows is from how many rows the bounds of ranges are guessed.
const sampledRows = 30_000

// ReadSplitBounds returns values of a table's key, in its order and as SQL, that cut its rows into about as many ranges of the
// same size as are asked for. They are guessed from a sample; there are fewer where many rows have the same key.
func ReadSplitBounds(ctx context.Context, session Querier, table Name, key SplitKey, rows float64, ranges int) ([]string, error) {
	percent := 100.0
	if rows > sampledRows {
		percent = max(100*sampledRows/rows, 0.01)
	}
	sql := fmt.Sprintf(`SELECT bound::text FROM (
	SELECT DISTINCT ON (bound) bound FROM pg_catalog.unnest((
		SELECT pg_catalog.percentile_disc(array(SELECT i / $2::float8 FROM pg_catalog.generate_series(1, $2::int - 1) i))
			WITHIN GROUP (ORDER BY %[1]s)
		FROM ONLY %[2]s TABLESAMPLE system ($1) REPEATABLE (1))) AS bound
	ORDER BY bound) sorted WHERE bound IS NOT NULL`, Ident(key.Column), table)
	found, err := session.Query(ctx, sql, percent, ranges)
	if err != nil {
		return nil, fmt.Errorf("reading a sample of table %s: %w", table.Plain(), err)
	}
	bounds, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("reading a sample of table %s: %w", table.Plain(), err)
	}
	for i, bound := range bounds {
		bounds[i] = Literal(bound) + "::pg_catalog." + Ident(key.Type)
	}
	return bounds, nil
}
