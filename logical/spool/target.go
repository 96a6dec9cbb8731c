package spool

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"copydb/catalog"
)

// Table makes the table of the journal that holds a spool in the target: each segment is its rows' data, in order. The data
// is not compressed, so that parts of it are read without the rest.
const Table = `create table copydb.spool (
	segment bigint not null,
	start bigint not null, -- where in the segment the data begins
	data bytea not null,
	primary key (segment, start)
);
alter table copydb.spool alter column data set storage external`

// spoolRole is what sessions are for that read and write a spool.
const spoolRole = "spool"

// Rows of a spool.
const (
	rowBytes   = 1 << 20
	batchBytes = 8 << 20 // of a transaction
	fetchBytes = 4 << 20 // that a reader has at hand
)

// rowStore keeps segments in a table of the target. What it has written is durable.
type rowStore struct {
	target catalog.Endpoint
	full   *atomic.Bool
	writer rowSession
	number uint64 // being written
	at     int64
}

// OpenTarget makes or takes up a spool in the target's journal, whose table (see Table) is there. Its errors are
// those of OpenDir, or the target's.
func OpenTarget(ctx context.Context, target catalog.Endpoint, config Config) (*Spool, error) {
	store := &rowStore{target: target, full: &atomic.Bool{}}
	store.writer.target = target
	var spool *Spool
	err := store.takeOver(ctx)
	if err == nil {
		spool, err = open(ctx, store, store.full, config)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the spool in the target: %w", errors.Join(err, store.close()))
	}
	return spool, nil
}

// rowSession is a session that is opened when it is needed, and again when it was lost.
type rowSession struct {
	target catalog.Endpoint
	conn   *pgx.Conn
}

// do does something in the session, which has to be harmless when done twice: where the connection is lost, it is done again.
func (s *rowSession) do(ctx context.Context, full *atomic.Bool, do func(conn *pgx.Conn) error) error {
	const patience, firstPause, longestPause = 2 * time.Minute, 100 * time.Millisecond, 10 * time.Second
	begun := time.Now()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := s.once(ctx, do)
		isFull := catalog.SQLState(err) == catalog.DiskFull
		if full != nil {
			full.Store(isFull)
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return errors.Join(context.Cause(ctx), err)
		case isFull:
			begun = time.Now()
		case !isLost(err) || time.Since(begun) > patience:
			return err
		}
		if cause := catalog.Pause(ctx, pause); cause != nil {
			return errors.Join(cause, err)
		}
	}
}

func (s *rowSession) once(ctx context.Context, do func(conn *pgx.Conn) error) (err error) {
	if s.conn == nil || s.conn.IsClosed() {
		if s.conn, err = s.target.Connect(ctx, spoolRole); err != nil {
			return err
		}
		// Written is durable, whatever the role or the database say of commits.
		if _, err := s.conn.Exec(ctx, `select pg_catalog.set_config('synchronous_commit', 'on', false)
			where pg_catalog.current_setting('synchronous_commit') = 'off'`); err != nil {
			return err
		}
	}
	err = do(s.conn)
	if err != nil && s.conn.IsClosed() && catalog.SQLState(err) == "" {
		return errors.Join(err, errSessionLost)
	}
	return err
}

// isLost says whether another session may do better: this one is gone, or somebody has cancelled or ended what it did.
func isLost(err error) bool {
	switch catalog.SQLState(err) {
	case catalog.QueryCanceled, catalog.IdleSessionTimeout:
		return true
	}
	return errors.Is(err, errSessionLost) || catalog.IsBroken(err)
}

// errSessionLost marks what failed for the loss of its session.
var errSessionLost = errors.New("the session was lost")

func (s *rowSession) close() error {
	const patience = 5 * time.Second
	if s.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.conn.Close(ctx)
}

// takeOver ends the sessions of a process that was killed: one could go on to write what it had been sent.
func (r *rowStore) takeOver(ctx context.Context) error {
	const pause = 20 * time.Millisecond
	for left := 1; left > 0; {
		err := r.writer.do(ctx, nil, func(conn *pgx.Conn) error {
			return conn.QueryRow(ctx, `select pg_catalog.count(pg_catalog.pg_terminate_backend(pid)) from pg_catalog.pg_stat_activity
				where application_name = $1 and datname = pg_catalog.current_database() and usename = current_user
				  and pid <> pg_catalog.pg_backend_pid()`, "copydb/"+spoolRole).Scan(&left)
		})
		if err != nil {
			return err
		}
		if left > 0 {
			time.Sleep(pause)
		}
	}
	return nil
}

func (r *rowStore) name(number uint64) string {
	return fmt.Sprintf("segment %d of the spool in the target", number)
}

func (r *rowStore) list(ctx context.Context) (list []stored, err error) {
	err = r.writer.do(ctx, nil, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, `select segment, pg_catalog.max(start + pg_catalog.length(data)) from copydb.spool group by segment order by segment`)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (stored, error) {
			var number, length int64
			err := row.Scan(&number, &length)
			return stored{uint64(number), length}, err
		})
		return err
	})
	return list, err
}

func (r *rowStore) create(_ context.Context, number uint64) error {
	r.number, r.at = number, 0
	return nil
}

// write inserts rows, many in one transaction. One that was committed although we did not hear of it is not written twice.
func (r *rowStore) write(ctx context.Context, b []byte) error {
	for len(b) > 0 {
		part := b[:min(len(b), batchBytes)]
		if err := r.writer.do(ctx, r.full, func(conn *pgx.Conn) error { return r.insert(ctx, conn, part) }); err != nil {
			return fmt.Errorf("writing to the spool in the target: %w", err)
		}
		r.at += int64(len(part))
		b = b[len(part):]
	}
	return nil
}

func (r *rowStore) insert(ctx context.Context, conn *pgx.Conn, b []byte) error {
	batch := &pgx.Batch{} // a new one for each session, whose statements it holds
	for at := 0; at < len(b); at += rowBytes {
		batch.Queue(`insert into copydb.spool (segment, start, data) values ($1, $2, $3) on conflict do nothing`,
			int64(r.number), r.at+int64(at), b[at:min(at+rowBytes, len(b))])
	}
	return conn.SendBatch(ctx, batch).Close()
}

func (r *rowStore) sync(context.Context) error { return nil }

func (r *rowStore) cut(ctx context.Context, number uint64, length int64) error {
	return r.writer.do(ctx, nil, func(conn *pgx.Conn) error {
		batch := &pgx.Batch{}
		batch.Queue("delete from copydb.spool where segment = $1 and start >= $2", int64(number), length)
		batch.Queue(`update copydb.spool set data = pg_catalog.substr(data, 1, ($2 - start)::int4)
			where segment = $1 and start + pg_catalog.length(data) > $2`, int64(number), length)
		return conn.SendBatch(ctx, batch).Close()
	})
}

// remove has a session of its own: it goes on beside the writer.
func (r *rowStore) remove(ctx context.Context, number uint64) error {
	session := rowSession{target: r.target}
	err := session.do(ctx, nil, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "delete from copydb.spool where segment = $1", int64(number))
		return err
	})
	return errors.Join(err, session.close())
}

func (r *rowStore) close() error { return r.writer.close() }

func (r *rowStore) read(_ context.Context, number uint64) (storedReader, error) {
	return &rowReader{session: rowSession{target: r.target}, number: number}, nil
}

// rowReader reads a segment, with some of what comes next at hand.
type rowReader struct {
	session rowSession
	number  uint64
	start   int64
	hand    []byte
}

func (r *rowReader) readAt(ctx context.Context, b []byte, at int64) (int, error) {
	n := 0
	for n < len(b) {
		if at < r.start || at >= r.start+int64(len(r.hand)) {
			if err := r.fetch(ctx, at); err != nil {
				return n, err
			}
			if len(r.hand) == 0 {
				return n, nil
			}
		}
		copied := copy(b[n:], r.hand[at-r.start:])
		n += copied
		at += int64(copied)
	}
	return n, nil
}

// fetch brings what is at an offset to hand, and what follows it as far as it goes.
func (r *rowReader) fetch(ctx context.Context, at int64) error {
	return r.session.do(ctx, nil, func(conn *pgx.Conn) error {
		r.start, r.hand = at, r.hand[:0]
		rows, err := conn.Query(ctx, `select case when start < $2 then pg_catalog.substr(data, ($2 - start)::int4 + 1) else data end
			from copydb.spool
			where segment = $1
			  and start >= coalesce((select pg_catalog.max(start) from copydb.spool where segment = $1 and start <= $2), 0)
			  and start < $2 + $3
			order by start`, int64(r.number), at, int64(fetchBytes))
		if err != nil {
			return err
		}
		var data pgtype.DriverBytes
		_, err = pgx.ForEachRow(rows, []any{&data}, func() error {
			r.hand = append(r.hand, data...)
			return nil
		})
		return err
	})
}

func (r *rowReader) close() error { return r.session.close() }
