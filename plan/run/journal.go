package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/plan"
)

// journalTables is the journal. A reader with psql should understand it at three in the morning.
var journalTables = []string{
	`create schema copydb`,
	`create table copydb.run (
		started timestamptz not null default pg_catalog.clock_timestamp(),
		version text not null,  -- of copydb
		source text not null,   -- system identifier and database
		snapshot text not null, -- that the rows were read under
		options jsonb not null  -- those that shape the plan
	)`,
	`create table copydb.step (
		id text primary key,
		kind text not null,
		finished timestamptz not null default pg_catalog.clock_timestamp(),
		rows bigint not null,
		bytes bigint not null
	)`,
	`comment on schema copydb is 'the journal of a copydb run that has not finished'`,
}

// insertStep is a step's row, in the transaction of the step itself.
const insertStep = `insert into copydb.step (id, kind, rows, bytes) values ($1, $2, $3::bigint, $4::bigint)`

// journalEntry is the run's own row.
type journalEntry struct {
	Version  string
	Source   string
	Snapshot string
	Options  plan.Options
}

// createJournal writes the journal of a new run, all of it or nothing.
func createJournal(ctx context.Context, conn *pgx.Conn, entry journalEntry) error {
	options, err := json.Marshal(entry.Options)
	if err != nil {
		return fmt.Errorf("encoding the options: %w", err)
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range journalTables {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "insert into copydb.run (version, source, snapshot, options) values ($1, $2, $3, $4)",
			entry.Version, entry.Source, entry.Snapshot, options)
		return err
	})
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// hasJournal says whether the target holds a journal.
func hasJournal(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var found bool
	err := conn.QueryRow(ctx, "select exists (select from pg_catalog.pg_namespace where nspname = 'copydb')").Scan(&found)
	if err != nil {
		return false, fmt.Errorf("looking for a journal: %w", err)
	}
	return found, nil
}

// dropJournal ends the run: nothing of copydb's own remains in the target.
func dropJournal(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "drop schema copydb cascade"); err != nil {
		return fmt.Errorf("dropping the journal: %w", err)
	}
	return nil
}

// lockKey is the advisory lock of a run, as two halves ("copy", "db"): one run per target database at a time.
const lockKey = "1668247673, 25698"

// acquireLock takes the target's lock for as long as the session lives.
func acquireLock(ctx context.Context, conn *pgx.Conn) error {
	var acquired bool
	if err := conn.QueryRow(ctx, "select pg_catalog.pg_try_advisory_lock("+lockKey+")").Scan(&acquired); err != nil {
		return fmt.Errorf("taking the target's lock: %w", err)
	}
	if !acquired {
		return ErrLocked
	}
	return nil
}

// sqlState returns the SQLSTATE of a server's refusal, or "".
func sqlState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}
