package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Landing is a relation of the target that rows of a stream are written to.
type Landing struct {
	OID         OID
	Partitioned bool
	Foreign     bool
	// FiresOnReplica: a trigger or a rule answers to rows that a session in the role of a replica writes.
	FiresOnReplica bool
	// Fires: a trigger, a foreign key or a rule answers to rows that other sessions write.
	Fires   bool
	Columns []LandingColumn `db:"-"`
	Keys    []LandingKey    `db:"-"` // the primary key first
}

// LandingColumn is one of its live columns.
type LandingColumn struct {
	Name       string
	Type       string // as SQL, with its modifier
	BaseOID    OID    // the type beneath its domains
	TypeSchema string // of the base type
	TypeName   string // of the base type
	Generated  Generated
	Identity   Identity
	Needed     bool // NOT NULL, and nothing gives it a value
	Comparable bool // its base type has an equality operator of its own
}

// LandingKey is a unique index by which a row is found.
type LandingKey struct {
	Primary   bool
	Columns   []string
	Operators []string // of equality, one a column, as SQL
}

// ReadLanding looks a relation up by its name. It returns nil if there is none that takes rows.
func ReadLanding(ctx context.Context, conn *pgx.Conn, name Name) (*Landing, error) {
	landing, err := readLanding[Landing](ctx, conn, "landing", pgx.CollectExactlyOneRow, name.Schema, name.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	landing.Columns, err = readLanding[LandingColumn](ctx, conn, "landing_column", pgx.CollectRows, landing.OID)
	if err != nil {
		return nil, err
	}
	landing.Keys, err = readLanding[LandingKey](ctx, conn, "landing_key", pgx.CollectRows, landing.OID)
	return &landing, err
}

// readLanding runs one of its queries.
func readLanding[T, R any](ctx context.Context, conn *pgx.Conn, kind string,
	collect func(pgx.Rows, pgx.RowToFunc[T]) (R, error), args ...any) (R, error) {
	var none R
	sql, err := querySQL(kind, Server{})
	if err != nil {
		return none, err
	}
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		return none, fmt.Errorf("reading %s: %w", kind, err)
	}
	found, err := collect(rows, pgx.RowToStructByName[T])
	if err != nil {
		return none, fmt.Errorf("reading %s: %w", kind, err)
	}
	return found, nil
}

// Assigns says whether a value of one type can be assigned to a column of another.
func Assigns(ctx context.Context, conn *pgx.Conn, from, to OID) (assigns bool, err error) {
	const sql = `select $1::oid = $2::oid or exists (
	  select from pg_catalog.pg_cast where castsource = $1 and casttarget = $2 and castcontext in ('a', 'i')) or exists (
	  select from pg_catalog.pg_type where oid = $2 and typcategory = 'S')` // all are assigned to strings, by their output
	err = conn.QueryRow(ctx, sql, from, to).Scan(&assigns)
	return assigns, err
}
