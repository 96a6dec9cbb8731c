package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrSnapshotLost ends a run whose snapshot holder lost its connection: sessions that come later could not see the same
// rows any more.
var ErrSnapshotLost = errors.New("the session that holds the source's snapshot was lost")

// Snapshot is the source's exported snapshot and the session that keeps it alive.
type Snapshot struct {
	ID   string // as pg_export_snapshot names it
	conn *pgx.Conn
	tx   pgx.Tx
}

// ExportSnapshot opens the holder's session and exports its snapshot.
func ExportSnapshot(ctx context.Context, source Endpoint) (*Snapshot, error) {
	conn, err := source.Connect(ctx, "snapshot")
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the snapshot's transaction: %w", err), conn.Close(ctx))
	}
	snapshot := &Snapshot{conn: conn, tx: tx}
	if err := tx.QueryRow(ctx, "select pg_catalog.pg_export_snapshot()").Scan(&snapshot.ID); err != nil {
		return nil, errors.Join(fmt.Errorf("exporting the snapshot: %w", err), conn.Close(ctx))
	}
	return snapshot, nil
}

// Facts probes the source and reads its facts under the snapshot. It must not run beside Watch.
func (s *Snapshot) Facts(ctx context.Context) (*Facts, error) {
	server, err := ProbeServer(ctx, s.conn)
	if err != nil {
		return nil, err
	}
	return ReadFacts(ctx, s.tx, server)
}

// Query runs a query under the snapshot, for what else has to be asked before the copy begins. It must not run beside Watch.
func (s *Snapshot) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return s.tx.Query(ctx, sql, args...)
}

// Watch returns a context that ends, with ErrSnapshotLost as its cause, when the holder's connection dies. The caller must
// call stop, which waits for the watcher, before it uses or closes the snapshot.
func (s *Snapshot) Watch(ctx context.Context) (watched context.Context, stop func()) {
	return Watch(ctx, s.conn, ErrSnapshotLost)
}

// Close ends the snapshot.
func (s *Snapshot) Close(ctx context.Context) error {
	return s.conn.Close(ctx)
}

// JoinSnapshot begins a transaction on another session of the source that sees what the snapshot sees.
func JoinSnapshot(ctx context.Context, conn *pgx.Conn, id string) error {
	for _, sql := range []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET TRANSACTION SNAPSHOT " + Literal(id)} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("joining snapshot %s: %w", id, err)
		}
	}
	return nil
}

// Watch listens on an idle session, whose loss ends the returned context with the cause lost. stop waits for the watcher
// and gives the session back.
func Watch(ctx context.Context, conn *pgx.Conn, lost error) (watched context.Context, stop func()) {
	watched, cancel := context.WithCancelCause(ctx)
	listening, hush := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for listening.Err() == nil {
			if _, err := conn.WaitForNotification(listening); err != nil && listening.Err() == nil {
				cancel(fmt.Errorf("%w: %w", lost, err))
				return
			}
		}
	}()
	return watched, func() {
		hush()
		<-done
		cancel(context.Canceled)
	}
}
