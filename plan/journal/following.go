package journal

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/logical/spool"
	"copydb/plan"
)

// Following is what the journal knows of a run that follows.
type Following struct {
	Source      string // its system identifier and database
	Slot        string
	Stage       Stage
	Start       catalog.LSN // of the slot
	SnapshotLSN catalog.LSN
	Reached     catalog.LSN
	Settings    Settings
	Selection   logical.Selection
	Kept        []uint32
	Beside      *plan.Options // of a part of a copy that is made beside a slot and not finished, else nil
}

// SpoolIdentity tells the run's spool from all others.
func (f *Following) SpoolIdentity() spool.Identity {
	system, database, _ := strings.Cut(f.Source, "/")
	return spool.Identity{SystemID: system, Database: database, Slot: f.Slot, Created: f.Start}
}

// createFollowing writes the tables of a run that follows, in the transaction that writes the journal.
func (r *Run) createFollowing(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, strings.Join(followTables(), ";\n")); err != nil {
		return err
	}
	settings, selection, err := r.Follow.encode()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "insert into copydb.follow (slot, stage, settings, selection, kept) values ($1, $2, $3, $4, $5)",
		r.Follow.Slot, r.Follow.Stage, settings, selection, r.Follow.Kept)
	if err == nil {
		_, err = tx.Exec(ctx, "insert into copydb.status (stage) values ($1)", r.Follow.Stage)
	}
	if err == nil && r.Follow.Settings.EndPos != 0 {
		err = logical.SetEndPos(ctx, tx.Conn(), r.Follow.Settings.EndPos)
	}
	return err
}

// readFollowing returns what the journal knows of a run that follows, nil where it does not.
func readFollowing(ctx context.Context, conn *pgx.Conn) (*Following, error) {
	f := &Following{}
	var settings, selection, beside []byte
	err := conn.QueryRow(ctx, `select run.source, slot, stage, coalesce(start, '0/0')::text, coalesce(snapshot_lsn, '0/0')::text,
		coalesce(reached, '0/0')::text, settings, selection, kept, beside from copydb.follow, copydb.run`).
		Scan(&f.Source, &f.Slot, &f.Stage, &f.Start, &f.SnapshotLSN, &f.Reached, &settings, &selection, &f.Kept, &beside)
	switch {
	case catalog.SQLState(err) == catalog.UndefinedTable:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	if err := json.Unmarshal(settings, &f.Settings); err != nil {
		return nil, fmt.Errorf("reading the journal's settings: %w: %w", errUnreadable, err)
	}
	if err := gob.NewDecoder(bytes.NewReader(selection)).Decode(&f.Selection); err != nil {
		return nil, fmt.Errorf("reading the journal's selection: %w: %w", errUnreadable, err)
	}
	if beside != nil {
		if err := json.Unmarshal(beside, &f.Beside); err != nil {
			return nil, fmt.Errorf("reading the journal's options: %w", err)
		}
	}
	return f, nil
}

// encode encodes what was chosen, as the journal keeps it.
func (f *Following) encode() (settings, selection []byte, err error) {
	if settings, err = encode("settings", f.Settings); err != nil {
		return nil, nil, err
	}
	selection, err = encodeSelection(f.Selection)
	return settings, selection, err
}

func encodeSelection(selection logical.Selection) ([]byte, error) {
	var encoded bytes.Buffer
	if err := gob.NewEncoder(&encoded).Encode(selection); err != nil {
		return nil, fmt.Errorf("encoding the selection: %w", err)
	}
	return encoded.Bytes(), nil
}

// Establish notes that the slot and the snapshot are there, and what is published.
func (r *Run) Establish(ctx context.Context, conn *pgx.Conn, snapshot string, standing map[catalog.Name]Position) error {
	selection, err := encodeSelection(r.Follow.Selection)
	if err != nil {
		return err
	}
	err = write(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update copydb.follow set stage = $1, start = $2::text::pg_lsn, snapshot_lsn = $2::text::pg_lsn,
			selection = $3`, StageCopy, r.Follow.Start.String(), selection)
		if err == nil {
			_, err = tx.Exec(ctx, "update copydb.run set snapshot = $1", snapshot)
		}
		if err == nil {
			_, err = tx.Exec(ctx, "delete from copydb.progress")
		}
		if err == nil {
			_, err = tx.Exec(ctx, apply.StartProgress, r.Follow.Start.String())
		}
		for name, at := range standing {
			if err == nil {
				_, err = tx.Exec(ctx, insertPosition, name.Schema, name.Name, at.LSN.String(), at.Settled.String(), at.Build.Encode())
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	r.Follow.Stage, r.Follow.SnapshotLSN, r.Snapshot = StageCopy, r.Follow.Start, snapshot
	return nil
}

// TakeOver writes the journal of a slot anew as that of a run.
func (r *Run) TakeOver(ctx context.Context, conn *pgx.Conn, snapshot string) error {
	options, err := encode("options", r.Options)
	if err != nil {
		return err
	}
	settings, selection, err := r.Follow.encode()
	if err != nil {
		return err
	}
	err = write(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "update copydb.run set version = $1, snapshot = $2, options = $3", r.Version, snapshot, options); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "update copydb.follow set settings = $1, selection = $2", settings, selection); err != nil {
			return err
		}
		if r.Follow.Settings.EndPos == 0 {
			return nil
		}
		return logical.SetEndPos(ctx, tx.Conn(), r.Follow.Settings.EndPos)
	})
	if err != nil {
		return err
	}
	r.Snapshot = snapshot
	return nil
}

// WriteSettings notes that the settings are others.
func (r *Run) WriteSettings(ctx context.Context, conn *pgx.Conn) error {
	settings, err := encode("settings", r.Follow.Settings)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "update copydb.follow set settings = $1", settings); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// MoveFollowing notes that the copy of a run that follows goes on under another snapshot, which sees what committed before lsn.
func (r *Run) MoveFollowing(ctx context.Context, conn *pgx.Conn, snapshot string, lsn catalog.LSN) error {
	err := write(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "update copydb.follow set snapshot_lsn = $1::text::pg_lsn", lsn.String())
		if err == nil {
			_, err = tx.Exec(ctx, "update copydb.run set snapshot = $1", snapshot)
		}
		return err
	})
	if err == nil {
		r.Follow.SnapshotLSN, r.Snapshot = lsn, snapshot
	}
	return err
}
