package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
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
	landings, err := readLandings(ctx, conn, name.Schema, name.Name)
	if err != nil || len(landings) == 0 {
		return nil, err
	}
	return landings[0], nil
}

// ReadLandings looks all relations up.
func ReadLandings(ctx context.Context, conn *pgx.Conn) ([]*Landing, error) {
	return readLandings(ctx, conn, nil, nil)
}

// readLandings sends all queries at once. Their arguments are texts, or nil.
func readLandings(ctx context.Context, conn *pgx.Conn, schema, name any) ([]*Landing, error) {
	var landings []*Landing
	var columns []LandingColumn
	var keys []LandingKey
	batch := &pgx.Batch{}
	for _, q := range []query{
		{"landing", func(rows pgx.Rows) (err error) {
			landings, err = pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Landing])
			return err
		}},
		{"landing_column", into(&columns)},
		{"landing_key", into(&keys)},
	} {
		sql, err := querySQL(q.kind, Server{})
		if err != nil {
			return nil, err
		}
		batch.Queue(sql, schema, name).Query(q.collect)
	}
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
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

// CountLandings estimates how many relations there are.
func CountLandings(ctx context.Context, conn *pgx.Conn) (int, error) {
	found, err := readOne[struct{ Count int }](ctx, conn, Server{}, "landing_count")
	return found.Count, err
}

// Assigns says whether a value of one type can be assigned to a column of another.
func Assigns(ctx context.Context, conn *pgx.Conn, from, to OID) (bool, error) {
	found, err := readOne[struct{ Assigns bool }](ctx, conn, Server{}, "assignable", from, to)
	return found.Assigns, err
}
