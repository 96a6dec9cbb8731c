package catalog

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Landing is a relation of the target that rows of a stream can be written to.
type Landing struct {
	OID OID
	Name
	Partitioned bool
	// FiresOnReplica: a trigger or a rule answers to rows that a session in the role of a replica writes.
	FiresOnReplica bool
	// Fires: a trigger, a foreign key or a rule answers to rows that other sessions write.
	Fires bool
	// Uniques counts the indexes that refuse rows because of others: unique ones, and those of exclusion constraints.
	Uniques int
	Columns []LandingColumn `db:"-"`
	Keys    []LandingKey    `db:"-"` // the primary key first
}

// LandingColumn is one of its live columns.
type LandingColumn struct {
	Relation   OID
	Name       string
	Type       string // as SQL, with its modifier
	BaseOID    OID    // the type beneath its domains
	TypeSchema string // of the base type
	TypeName   string // of the base type
	Generated  Generated
	Identity   Identity
	Comparable bool // its base type has an equality operator of its own
	Receives   bool // its base type has a binary form
}

// LandingKey is a unique index by which a row is found.
type LandingKey struct {
	Relation  OID
	Primary   bool
	Columns   []string
	Operators []string // of equality, one a column, as SQL
}

// ReadLanding looks a relation up by its name. It returns nil if there is none that takes rows.
func ReadLanding(ctx context.Context, conn *pgx.Conn, name Name) (*Landing, error) {
	landings, err := readLandings(ctx, conn, nil, []byte(name.Schema), []byte(name.Name))
	if err != nil || len(landings) == 0 {
		return nil, err
	}
	return landings[0], nil
}

// ReadLandings looks all relations up, none if they are many. The session's settings are set before, if there are any to set.
func ReadLandings(ctx context.Context, conn *pgx.Conn, settings []string) ([]*Landing, error) {
	return readLandings(ctx, conn, settings, nil, nil)
}

// SharedLandings is a query for the names of the relations whose rows can be written in any order, as an array.
func SharedLandings() (string, error) { return querySQL("landing_shared", Server{}) }

// readLandings sends all in one round trip.
func readLandings(ctx context.Context, conn *pgx.Conn, settings []string, schema, name []byte) ([]*Landing, error) {
	var landings []*Landing
	var columns []LandingColumn
	var keys []LandingKey
	err := readTogether(ctx, conn, settings, [][]byte{schema, name}, []query{
		{"landing", func(rows pgx.Rows) (err error) {
			landings, err = pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Landing])
			return err
		}},
		{"landing_column", into(&columns)},
		{"landing_key", into(&keys)},
	})
	if err != nil {
		return nil, fmt.Errorf("reading the tables that changes go to: %w", err)
	}
	byOID := map[OID]*Landing{}
	for _, landing := range landings {
		byOID[landing.OID] = landing
	}
	for _, column := range columns {
		if landing := byOID[column.Relation]; landing != nil {
			landing.Columns = append(landing.Columns, column)
		}
	}
	for _, key := range keys {
		if landing := byOID[key.Relation]; landing != nil {
			landing.Keys = append(landing.Keys, key)
		}
	}
	return landings, nil
}

// readTogether runs statements, and then queries that have the same arguments, in one round trip: nothing is prepared before.
func readTogether(ctx context.Context, conn *pgx.Conn, before []string, args [][]byte, queries []query) error {
	batch := &pgconn.Batch{}
	for _, sql := range before {
		batch.ExecParams(sql, nil, nil, nil, nil)
	}
	for _, q := range queries {
		sql, err := querySQL(q.kind, Server{})
		if err != nil {
			return err
		}
		batch.ExecParams(sql, args, nil, nil, nil)
	}
	results := conn.PgConn().ExecBatch(ctx, batch)
	var err error
	for n := 0; err == nil && results.NextResult(); n++ {
		if n < len(before) {
			_, err = results.ResultReader().Close()
			continue
		}
		err = queries[n-len(before)].collect(pgx.RowsFromResultReader(conn.TypeMap(), results.ResultReader()))
	}
	return cmp.Or(err, results.Close())
}

// Assigns says whether a value of one type can be assigned to a column of another.
func Assigns(ctx context.Context, conn *pgx.Conn, from, to OID) (bool, error) {
	found, err := readOne[struct{ Assigns bool }](ctx, conn, Server{}, "assignable", from, to)
	return found.Assigns, err
}
