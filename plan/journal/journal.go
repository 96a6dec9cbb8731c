package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/plan"
)

// Run is what the target knows of a run that has not finished.
type Run struct {
	Version  string
	Source   string // the source's system identifier and database
	Snapshot string
	Options  plan.Options
	Awaits   bool              // that the other databases of a copy of all are planned too: nothing is copied before
	Follow   *Following        // of a run that follows, else nil
	Done     map[string]string // fingerprints of the steps that are committed, by ID
	Loose    int               // how many of them a plan of the same definitions may not have
}

// Create writes the journal of a new run, all of it or nothing.
func (r *Run) Create(ctx context.Context, conn *pgx.Conn) error {
	options, err := encode("options", r.Options)
	if err != nil {
		return err
	}
	sql := strings.Join(runTables, ";\n") + fmt.Sprintf(";\ninsert into copydb.run (version, source, snapshot, options, awaits) values (%s, %s, %s, %s, %t)",
		catalog.Literal(r.Version), catalog.Literal(r.Source), catalog.Literal(r.Snapshot), catalog.Literal(string(options)), r.Awaits)
	if r.Follow == nil {
		if _, err := conn.Exec(ctx, sql); err != nil { // statements that are sent together are one transaction
			return fmt.Errorf("writing the journal: %w", err)
		}
		return nil
	}
	return write(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
		return r.createFollowing(ctx, tx)
	})
}

// write writes into the journal, all of it or nothing.
func write(ctx context.Context, conn *pgx.Conn, statements func(tx pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, conn, statements); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// Read returns the target's journal, nil where there is none.
func Read(ctx context.Context, conn *pgx.Conn) (*Run, error) {
	r := &Run{}
	var options []byte
	err := conn.QueryRow(ctx, "select version, source, snapshot, options, awaits from copydb.run").
		Scan(&r.Version, &r.Source, &r.Snapshot, &options, &r.Awaits)
	switch {
	case catalog.SQLState(err) == catalog.UndefinedTable:
		return nil, nil
	case err != nil:
		return nil, unlessOther("", fmt.Errorf("reading the journal: %w", err))
	}
	if err := json.Unmarshal(options, &r.Options); err != nil {
		return nil, unlessOther(r.Version, fmt.Errorf("reading the journal's options: %w: %w", errUnreadable, err))
	}
	if err := r.ReadSteps(ctx, conn); err != nil {
		return nil, unlessOther(r.Version, err)
	}
	r.Follow, err = readFollowing(ctx, conn)
	return r, unlessOther(r.Version, err)
}

// ReadSlot returns the slot of a run that follows, also of another version, "" where there is none.
func ReadSlot(ctx context.Context, conn *pgx.Conn) (slot string, err error) {
	err = conn.QueryRow(ctx, "select slot from copydb.follow").Scan(&slot)
	if catalog.SQLState(err) == catalog.UndefinedTable || errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the journal: %w", err)
	}
	return slot, nil
}

// ReadSteps reads which steps are done.
func (r *Run) ReadSteps(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, "select id, fingerprint, kind from copydb.step")
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	r.Done, r.Loose = map[string]string{}, 0
	var id, fingerprint string
	var kind plan.Kind
	if _, err := pgx.ForEachRow(rows, []any{&id, &fingerprint, &kind}, func() error {
		r.Done[id] = fingerprint
		if kind.IsLoose() {
			r.Loose++
		}
		return nil
	}); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	return nil
}

// MoveTo notes that the run goes on under another snapshot.
func (r *Run) MoveTo(ctx context.Context, conn *pgx.Conn, snapshot string) error {
	if _, err := conn.Exec(ctx, "update copydb.run set snapshot = $1", snapshot); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	r.Snapshot = snapshot
	return nil
}

// Release lets the run begin: all databases are planned.
func Release(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "update copydb.run set awaits = false"); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// Drop ends the run: nothing of copydb's own remains in the target.
func Drop(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "drop schema copydb cascade"); err != nil {
		return fmt.Errorf("dropping the journal: %w", err)
	}
	return nil
}

// encode makes JSON of a part of the journal.
func encode(part string, value any) ([]byte, error) {
	encoded, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encoding the %s: %w", part, err)
	}
	return encoded, nil
}
