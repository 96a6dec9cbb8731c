package journal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// Position is where a table's rows stand in the stream.
type Position struct {
	LSN     catalog.LSN   // changes of transactions that committed before are in the copy
	Build   catalog.Build // of the table on the source
	Settled catalog.LSN   // until here the copy may be ahead of the stream, where a table was truncated or rewritten
}

// ReadPositions reads those of all tables that were copied.
func ReadPositions(ctx context.Context, conn *pgx.Conn) (map[catalog.Name]Position, error) {
	rows, err := conn.Query(ctx, "select schema, name, lsn::text, settled::text, build from copydb.sync")
	if err != nil {
		return nil, fmt.Errorf("reading where the tables stand: %w", err)
	}
	found := map[catalog.Name]Position{}
	var name catalog.Name
	var at Position
	var build []byte
	if _, err := pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &at.LSN, &at.Settled, &build}, func() (err error) {
		at.Build, err = catalog.DecodeBuild(build)
		found[name] = at
		return err
	}); err != nil {
		return nil, fmt.Errorf("reading where the tables stand: %w", err)
	}
	return found, nil
}

// insertPosition is the row of a table.
const insertPosition = `insert into copydb.sync (schema, name, lsn, settled, build) values ($1, $2, $3::pg_lsn, $4::pg_lsn, $5::bytea)
	on conflict (schema, name) do update set lsn = excluded.lsn, build = excluded.build, settled = greatest(sync.settled, excluded.settled)`

// Note returns the row that notes where a table's rows stand, settled being the source's position when they had been read.
func (p Position) Note(table catalog.Name) Row {
	return Row{insertPosition, [][]byte{[]byte(table.Schema), []byte(table.Name), []byte(p.LSN.String()), []byte(p.Settled.String()),
		fmt.Appendf(nil, "\\x%x", p.Build.Encode())}}
}
