package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
)

// Report is what a target's journal tells of its run, to whoever asks.
type Report struct {
	Started     time.Time
	Steps       int64 // done
	Rows, Bytes int64 // copied
	Running     bool  // a session holds the target's lock
	Slot        string
	Bare        bool            // the copy is not the run's
	Beside      bool            // a part of a copy beside the slot is not finished
	Follow      *logical.Status // of a run that follows, else nil
	Sentinel    logical.Sentinel
}

// ReadReport reads it. Where the source is given, how far that is and what it keeps for the slot are asked of itself. The
// error is ErrNone where there is no journal.
func ReadReport(ctx context.Context, target catalog.Endpoint, source *catalog.Endpoint) (report *Report, err error) {
	conn, err := target.Connect(ctx, "status")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	report = &Report{}
	err = conn.QueryRow(ctx, `select started, (select pg_catalog.count(*) from copydb.step),
			(select coalesce(sum(rows), 0)::bigint from copydb.step), (select coalesce(sum(bytes), 0)::bigint from copydb.step),
			exists (select from pg_catalog.pg_locks where locktype = 'advisory' and granted and (classid, objid) in (select `+lockKey+`)
			        and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))
		from copydb.run`).Scan(&report.Started, &report.Steps, &report.Rows, &report.Bytes, &report.Running)
	switch {
	case catalog.SQLState(err) == catalog.UndefinedTable || errors.Is(err, pgx.ErrNoRows):
		return nil, ErrNone
	case err != nil:
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	following, err := readFollowing(ctx, conn)
	if err != nil || following == nil {
		return report, unlessOther("", err)
	}
	report.Slot, report.Bare, report.Beside = following.Slot, following.Settings.Bare, following.Beside != nil
	status, err := logical.ReadStatus(ctx, conn)
	if err != nil {
		return nil, err
	}
	status.Stage = string(following.Stage)
	report.Follow = &status
	report.Sentinel, err = logical.ReadSentinel(ctx, conn)
	status.Paused = !report.Sentinel.Apply
	if err != nil || source == nil {
		return report, err
	}
	return report, report.ask(ctx, *source)
}

// ask asks the source itself.
func (r *Report) ask(ctx context.Context, source catalog.Endpoint) (err error) {
	conn, err := source.Connect(ctx, "status")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return err
	}
	if err := conn.QueryRow(ctx, "select pg_catalog.pg_current_wal_flush_lsn()::text").Scan(&r.Follow.SourceLSN); err != nil {
		return fmt.Errorf("asking the source for its position: %w", err)
	}
	slot, err := catalog.ReadSlot(ctx, conn, server, r.Slot)
	if err == nil && slot != nil {
		r.Follow.RetainedBytes, r.Follow.WALStatus = slot.Retained, slot.WALStatus
	}
	return err
}
