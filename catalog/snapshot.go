package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// ErrSnapshotLost ends a run whose snapshot holder lost its connection: sessions that come later could not see the same
// rows any more.
var ErrSnapshotLost = errors.New("the session that holds the source's snapshot was lost")

// Snapshot is the source's exported snapshot and the session that keeps it alive.
type Snapshot struct {
	ID      string // as pg_export_snapshot names it
	Adopted string // the ID by which another session exported it first, "" where none did
	source  Endpoint
	conn    *pgx.Conn
	tx      pgx.Tx
}

// ExportSnapshot opens the holder's session and exports a new snapshot.
func ExportSnapshot(ctx context.Context, source Endpoint) (*Snapshot, error) {
	return openSnapshot(ctx, source, "")
}

// AdoptSnapshot opens a holder's session for a snapshot that another session exported, and exports it again, so that it
// lives on when the other session ends. IsSnapshotGone tells the error of one that is gone.
func AdoptSnapshot(ctx context.Context, source Endpoint, id string) (*Snapshot, error) {
	return openSnapshot(ctx, source, id)
}

func openSnapshot(ctx context.Context, source Endpoint, adopt string) (*Snapshot, error) {
	conn, err := source.Connect(ctx, "snapshot")
	if err != nil {
		return nil, err
	}
	snapshot := &Snapshot{Adopted: adopt, source: source, conn: conn}
	if err := snapshot.open(ctx); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return snapshot, nil
}

func (s *Snapshot) open(ctx context.Context) (err error) {
	s.tx, err = s.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("opening the snapshot's transaction: %w", err)
	}
	if s.Adopted != "" {
		if _, err := s.tx.Exec(ctx, "SET TRANSACTION SNAPSHOT "+Literal(s.Adopted)); err != nil {
			return fmt.Errorf("joining snapshot %s: %w", s.Adopted, err)
		}
	}
	if err := s.tx.QueryRow(ctx, "select pg_catalog.pg_export_snapshot()", pgx.QueryExecModeExec).Scan(&s.ID); err != nil {
		return fmt.Errorf("exporting the snapshot: %w", err)
	}
	return nil
}

// IsSnapshotGone tells that a snapshot could not be adopted since no session holds it any more: PostgreSQL 13 to 16 call
// the identifier invalid, later ones the snapshot undefined (snapmgr.c, ImportSnapshot).
func IsSnapshotGone(err error) bool {
	const invalidParameter = "22023"
	state := SQLState(err)
	return state == invalidParameter || state == UndefinedObject
}

// LastingID is the ID under which the snapshot lives longest: that of the session which exported it first.
func (s *Snapshot) LastingID() string {
	if s.Adopted != "" {
		return s.Adopted
	}
	return s.ID
}

// Facts probes the source and reads its facts under the snapshot. It must not run beside Watch.
func (s *Snapshot) Facts(ctx context.Context) (*Facts, error) {
	server, err := ProbeServer(ctx, s.conn)
	if err != nil {
		return nil, err
	}
	if !server.HasManyObjects() {
		return ReadFacts(ctx, s.tx, server)
	}
	return s.readByTwo(ctx, server)
}

// readByTwo reads the facts in two sessions that see the snapshot, at the same time.
func (s *Snapshot) readByTwo(ctx context.Context, server Server) (*Facts, error) {
	other, err := s.source.Connect(ctx, "snapshot")
	if err != nil {
		return nil, err
	}
	defer other.Close(context.WithoutCancel(ctx))
	if err := JoinSnapshot(ctx, other, s.ID); err != nil {
		return nil, err
	}
	facts := newFacts(server)
	half, rest := facts.halves()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return readAll(ctx, s.tx, server, rest) })
	group.Go(func() error { return readAll(ctx, other, server, half) })
	return facts, group.Wait()
}

// Query runs a query under the snapshot, for what else has to be asked before the copy begins. It must not run beside Watch.
func (s *Snapshot) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return s.tx.Query(ctx, sql, args...)
}

// SendBatch runs queries under the snapshot, in one round trip. It must not run beside Watch.
func (s *Snapshot) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	return s.tx.SendBatch(ctx, batch)
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

// joining begins a transaction that sees what a snapshot sees.
func joining(id string) string {
	return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT " + Literal(id)
}

// JoinSnapshot begins a transaction on another session of the source that sees what the snapshot sees.
func JoinSnapshot(ctx context.Context, conn *pgx.Conn, id string) error {
	if _, err := conn.PgConn().Exec(ctx, joining(id)).ReadAll(); err != nil {
		return fmt.Errorf("joining snapshot %s: %w", id, err)
	}
	return nil
}

// RejoinSnapshot ends such a transaction, and with it the locks on what it has read, and begins another one.
func RejoinSnapshot(ctx context.Context, conn *pgx.Conn, id string) error {
	if _, err := conn.PgConn().Exec(ctx, "ROLLBACK; "+joining(id)).ReadAll(); err != nil {
		return fmt.Errorf("joining snapshot %s again: %w", id, err)
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
