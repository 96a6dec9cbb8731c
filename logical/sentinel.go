package logical

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// SentinelTables are the tables in the target's journal by which others talk to a run that follows: what they want of it,
// and what it tells of itself.
var SentinelTables = []string{
	`create table copydb.sentinel (
		startpos pg_lsn,               -- transactions that committed before are taken to be there already
		endpos pg_lsn,                 -- exactly the transactions that committed before are applied
		apply boolean not null default true -- false: changes are received, and wait
	)`,
	`insert into copydb.sentinel default values`,
	`create table copydb.status (
		updated timestamptz not null default pg_catalog.clock_timestamp(),
		stage text not null,           -- what the run is at
		source_lsn pg_lsn,             -- to where the source has written
		write_lsn pg_lsn,              -- to where we have received
		flush_lsn pg_lsn,              -- to where that is durable, here or on the target
		replay_lsn pg_lsn,             -- to where it is applied
		committed timestamptz,         -- when the last applied transaction committed on the source
		behind interval,               -- how long ago that was, by the source's clock; 0 where nothing is waiting
		transactions bigint not null default 0, -- received and not applied
		applied_transactions bigint not null default 0,
		applied_changes bigint not null default 0,
		rate double precision not null default 0, -- bytes of WAL that are applied a second
		spool_bytes bigint not null default 0,
		spool_full boolean not null default false, -- it waits for room
		retained_bytes bigint not null default 0, -- WAL that the source keeps for the slot
		wal_status text not null default ''
	)`,
}

// Sentinel is what people want of a run that follows. A zero LSN is none.
type Sentinel struct {
	StartPos catalog.LSN
	EndPos   catalog.LSN
	Apply    bool
}

// Status is what a run that follows tells of itself.
type Status struct {
	Updated             time.Time
	Stage               string
	SourceLSN           catalog.LSN
	WriteLSN            catalog.LSN
	FlushLSN            catalog.LSN
	ReplayLSN           catalog.LSN
	Committed           *time.Time
	Behind              time.Duration
	Transactions        int64
	AppliedTransactions int64
	AppliedChanges      int64
	Paused              bool // the sentinel has changes wait: it says so itself, and this is not kept
	Rate                float64
	SpoolBytes          int64
	SpoolFull           bool // it waits for room
	RetainedBytes       int64
	WALStatus           string
}

// ErrNoSentinel: the target holds no run that follows.
var ErrNoSentinel = errors.New("the target holds no run that follows a source")

// noSentinel makes a missing table an ErrNoSentinel.
func noSentinel(err error) error {
	if catalog.SQLState(err) == catalog.UndefinedTable || errors.Is(err, pgx.ErrNoRows) {
		return ErrNoSentinel
	}
	return err
}

// ReadSentinel asks the target for it.
func ReadSentinel(ctx context.Context, target *pgx.Conn) (Sentinel, error) {
	var s Sentinel
	err := target.QueryRow(ctx, "select coalesce(startpos, '0/0')::text, coalesce(endpos, '0/0')::text, apply from copydb.sentinel").
		Scan(&s.StartPos, &s.EndPos, &s.Apply)
	if err != nil {
		return s, fmt.Errorf("reading the sentinel: %w", noSentinel(err))
	}
	return s, nil
}

// SetStartPos, SetEndPos and SetApply change it. A running run notices within a second.
func SetStartPos(ctx context.Context, target *pgx.Conn, lsn catalog.LSN) error {
	return setSentinel(ctx, target, "startpos = $1::text::pg_lsn", lsn.String())
}

// SetEndPos sets the end; 0 takes it back.
func SetEndPos(ctx context.Context, target *pgx.Conn, lsn catalog.LSN) error {
	return setSentinel(ctx, target, "endpos = nullif($1::text::pg_lsn, '0/0')", lsn.String())
}

// SetApply says whether what is received is applied.
func SetApply(ctx context.Context, target *pgx.Conn, apply bool) error {
	return setSentinel(ctx, target, "apply = $1", apply)
}

func setSentinel(ctx context.Context, target *pgx.Conn, assignment string, value any) error {
	tag, err := target.Exec(ctx, "update copydb.sentinel set "+assignment, value)
	if err == nil && tag.RowsAffected() == 0 {
		err = ErrNoSentinel
	}
	if err != nil {
		return fmt.Errorf("setting the sentinel: %w", noSentinel(err))
	}
	return nil
}

// ReadStatus asks the target for it.
func ReadStatus(ctx context.Context, target *pgx.Conn) (Status, error) {
	var s Status
	var behind float64
	err := target.QueryRow(ctx, `select updated, stage, coalesce(source_lsn, '0/0')::text, coalesce(write_lsn, '0/0')::text,
			coalesce(flush_lsn, '0/0')::text, coalesce(replay_lsn, '0/0')::text, committed,
			coalesce(extract(epoch from behind), 0)::float8, transactions, applied_transactions, applied_changes, rate, spool_bytes,
			spool_full, retained_bytes, wal_status from copydb.status`).
		Scan(&s.Updated, &s.Stage, &s.SourceLSN, &s.WriteLSN, &s.FlushLSN, &s.ReplayLSN, &s.Committed, &behind, &s.Transactions,
			&s.AppliedTransactions, &s.AppliedChanges, &s.Rate, &s.SpoolBytes, &s.SpoolFull, &s.RetainedBytes, &s.WALStatus)
	if err != nil {
		return s, fmt.Errorf("reading the status: %w", noSentinel(err))
	}
	s.Behind = time.Duration(behind * float64(time.Second))
	return s, nil
}

// WriteStatus writes it.
func WriteStatus(ctx context.Context, target *pgx.Conn, s Status) error {
	_, err := target.Exec(ctx, `update copydb.status set updated = pg_catalog.clock_timestamp(), stage = $1,
			source_lsn = nullif($2::text::pg_lsn, '0/0'), write_lsn = nullif($3::text::pg_lsn, '0/0'),
			flush_lsn = nullif($4::text::pg_lsn, '0/0'), replay_lsn = nullif($5::text::pg_lsn, '0/0'), committed = $6,
			behind = pg_catalog.make_interval(secs => $7), transactions = $8, applied_transactions = $9, applied_changes = $10,
			rate = $11, spool_bytes = $12, spool_full = $13, retained_bytes = $14, wal_status = $15`,
		s.Stage, s.SourceLSN.String(), s.WriteLSN.String(), s.FlushLSN.String(), s.ReplayLSN.String(), s.Committed,
		s.Behind.Seconds(), s.Transactions, s.AppliedTransactions, s.AppliedChanges, s.Rate, s.SpoolBytes, s.SpoolFull, s.RetainedBytes,
		s.WALStatus)
	if err != nil {
		return fmt.Errorf("writing the status: %w", err)
	}
	return nil
}

// CurrentLSN returns a position of the source behind every commit that anybody has been told of, and makes sure that the
// stream comes there: a message is written and made durable, for an idle server tells no position that it has not flushed.
func CurrentLSN(ctx context.Context, source *pgx.Conn) (catalog.LSN, error) {
	var lsn catalog.LSN
	err := pgx.BeginFunc(ctx, source, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = local"); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "select pg_catalog.pg_logical_emit_message(true, 'copydb', 'here')::text").Scan(&lsn)
	})
	if err != nil {
		return 0, fmt.Errorf("asking the source for its position: %w", err)
	}
	return lsn, nil
}

// LagBytes returns how much WAL the source has written that is not applied.
func (s Status) LagBytes() int64 {
	if s.ReplayLSN == 0 || s.SourceLSN < s.ReplayLSN {
		return 0
	}
	return int64(s.SourceLSN - s.ReplayLSN)
}

// CatchUp estimates how long the lag takes at the present rate, 0 where nothing can be said.
func (s Status) CatchUp() time.Duration {
	if s.Rate <= 0 {
		return 0
	}
	return time.Duration(float64(s.LagBytes()) / s.Rate * float64(time.Second))
}
