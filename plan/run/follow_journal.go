package run

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
)

// stage is how far a run that follows has come.
type stage string

// The stages, in their order.
const (
	stageStart  stage = "start"  // the publication and the slot are not there yet, or nobody knows
	stageCopy   stage = "copy"   // rows, indexes and keys, while changes are received
	stageRest   stage = "rest"   // what needs the rows of all tables to fit: changes up to the last snapshot, foreign keys, triggers
	stageFollow stage = "follow" // changes are applied as they come
	stageEnd    stage = "end"    // the end position is reached: what the stream does not carry is brought over
	stageDone   stage = "done"
)

// followTables are the journal's of a run that follows.
func followTables() []string {
	return append([]string{
		apply.ProgressTable,
		logical.SpoolTable,
		`create table copydb.follow (
			slot text not null,     -- and the publication
			stage text not null,    -- start, copy, rest, follow, end, done
			start pg_lsn,           -- where the slot begins
			snapshot_lsn pg_lsn,    -- the run's snapshot sees what committed before
			reached pg_lsn,         -- the end position that was reached
			settings jsonb not null,
			selection bytea not null, -- what is published, and what is not; no JSON, since names may be bytes of no encoding
			kept oid[] not null     -- large objects that the target had before
		)`,
		`create table copydb.sync (
			schema text,
			name text,
			lsn pg_lsn not null,     -- the table's rows are those that committed before, and the stream brings all others
			settled pg_lsn not null, -- where the source was when they had been read
			primary key (schema, name)
		)`,
	}, logical.SentinelTables...)
}

// followed is what the journal knows of a run that follows.
type followed struct {
	Source      string // its system identifier and database
	Slot        string
	Stage       stage
	Start       catalog.LSN // of the slot
	SnapshotLSN catalog.LSN
	Reached     catalog.LSN
	Settings    Follow
	Selection   logical.Selection
	Kept        []uint32
}

// spoolsToFolder says whether changes wait in a folder.
func (f *followed) spoolsToFolder() bool {
	return f.Settings.Spool != "" && f.Settings.Spool != SpoolNone && f.Settings.Spool != SpoolTarget
}

// spool tells the run's spool from all others.
func (f *followed) spool() logical.SpoolIdentity {
	system, database, _ := strings.Cut(f.Source, "/")
	return logical.SpoolIdentity{SystemID: system, Database: database, Slot: f.Slot, Created: f.Start}
}

// createFollow writes the tables of a run that follows, in the transaction that writes the journal.
func (j *journal) createFollow(ctx context.Context, tx pgx.Tx) error {
	for _, sql := range followTables() {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	settings, err := json.Marshal(j.Follow.Settings)
	if err != nil {
		return fmt.Errorf("encoding the settings: %w", err)
	}
	selection, err := encodeSelection(j.Follow.Selection)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "insert into copydb.follow (slot, stage, settings, selection, kept) values ($1, $2, $3, $4, $5)",
		j.Follow.Slot, j.Follow.Stage, settings, selection, j.Follow.Kept)
	if err == nil {
		_, err = tx.Exec(ctx, "insert into copydb.status (stage) values ($1)", j.Follow.Stage)
	}
	if err == nil && j.Follow.Settings.EndPos != 0 {
		_, err = tx.Exec(ctx, "update copydb.sentinel set endpos = $1::text::pg_lsn", j.Follow.Settings.EndPos.String())
	}
	return err
}

// readFollow returns what the journal knows of a run that follows, nil where it does not.
func readFollow(ctx context.Context, conn *pgx.Conn) (*followed, error) {
	f := &followed{}
	var settings, selection []byte
	err := conn.QueryRow(ctx, `select run.source, slot, stage, coalesce(start, '0/0')::text, coalesce(snapshot_lsn, '0/0')::text,
		coalesce(reached, '0/0')::text, settings, selection, kept from copydb.follow, copydb.run`).
		Scan(&f.Source, &f.Slot, &f.Stage, &f.Start, &f.SnapshotLSN, &f.Reached, &settings, &selection, &f.Kept)
	switch {
	case catalog.SQLState(err) == catalog.UndefinedTable:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	if err := json.Unmarshal(settings, &f.Settings); err != nil {
		return nil, fmt.Errorf("reading the journal's settings: %w", err)
	}
	if err := gob.NewDecoder(bytes.NewReader(selection)).Decode(&f.Selection); err != nil {
		return nil, fmt.Errorf("reading the journal's selection: %w", err)
	}
	return f, nil
}

func encodeSelection(selection logical.Selection) ([]byte, error) {
	var encoded bytes.Buffer
	if err := gob.NewEncoder(&encoded).Encode(selection); err != nil {
		return nil, fmt.Errorf("encoding the selection: %w", err)
	}
	return encoded.Bytes(), nil
}

// establish notes that the slot and the snapshot are there, and what is published.
func (j *journal) establish(ctx context.Context, conn *pgx.Conn, snapshot string) error {
	selection, err := encodeSelection(j.Follow.Selection)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update copydb.follow set stage = $1, start = $2::text::pg_lsn, snapshot_lsn = $2::text::pg_lsn,
			selection = $3`, stageCopy, j.Follow.Start.String(), selection)
		if err == nil {
			_, err = tx.Exec(ctx, "update copydb.run set snapshot = $1", snapshot)
		}
		if err == nil {
			_, err = tx.Exec(ctx, "delete from copydb.progress")
		}
		if err == nil {
			_, err = tx.Exec(ctx, apply.StartProgress, j.Follow.Start.String())
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Follow.Stage, j.Follow.SnapshotLSN, j.Snapshot = stageCopy, j.Follow.Start, snapshot
	return nil
}

// writeSettings notes that the settings are others.
func (j *journal) writeSettings(ctx context.Context, conn *pgx.Conn) error {
	settings, err := json.Marshal(j.Follow.Settings)
	if err != nil {
		return fmt.Errorf("encoding the settings: %w", err)
	}
	if _, err := conn.Exec(ctx, "update copydb.follow set settings = $1", settings); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// moveFollow notes that the copy goes on under another snapshot, which sees what committed before lsn.
func (j *journal) moveFollow(ctx context.Context, conn *pgx.Conn, snapshot string, lsn catalog.LSN) error {
	if _, err := conn.Exec(ctx, "update copydb.follow set snapshot_lsn = $1::text::pg_lsn", lsn.String()); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Follow.SnapshotLSN = lsn
	return j.moveTo(ctx, conn, snapshot)
}

// enter notes that a run that follows has come to a stage.
func (j *journal) enter(ctx context.Context, conn *pgx.Conn, next stage) error {
	if _, err := conn.Exec(ctx, "update copydb.follow set stage = $1", next); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Follow.Stage = next
	return nil
}

// enterEnd notes that the end position is reached. What an earlier end brought over is brought over again.
func (j *journal) enterEnd(ctx context.Context, conn *pgx.Conn, reached catalog.LSN) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "update copydb.follow set stage = $1, reached = $2::text::pg_lsn", stageEnd, reached.String()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "delete from copydb.step where kind = any($1)", endKinds())
		return err
	})
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Follow.Stage, j.Follow.Reached = stageEnd, reached
	return j.readSteps(ctx, conn)
}

// position is where a table's rows stand in the stream.
type position struct {
	lsn     catalog.LSN // changes of transactions that committed before are in the copy
	settled catalog.LSN // until here the copy may be ahead of the stream, where a table was truncated or rewritten
}

// positions reads those of all tables that were copied.
func (j *journal) positions(ctx context.Context, conn *pgx.Conn) (map[catalog.Name]position, error) {
	rows, err := conn.Query(ctx, "select schema, name, lsn::text, settled::text from copydb.sync")
	if err != nil {
		return nil, fmt.Errorf("reading where the tables stand: %w", err)
	}
	found := map[catalog.Name]position{}
	var name catalog.Name
	var at position
	if _, err := pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &at.lsn, &at.settled}, func() error {
		found[name] = at
		return nil
	}); err != nil {
		return nil, fmt.Errorf("reading where the tables stand: %w", err)
	}
	return found, nil
}

// insertSync notes where a table's rows stand, in the transaction that copies them.
const insertSync = `insert into copydb.sync (schema, name, lsn, settled) values ($1, $2, $3::pg_lsn, $4::pg_lsn)
	on conflict (schema, name) do update set lsn = excluded.lsn, settled = greatest(sync.settled, excluded.settled)`
