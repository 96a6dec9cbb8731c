package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// ProgressTable makes the table that says how far the changes are applied. Each transaction on the target moves its row,
// together with what it applies: lsn is the end of the last commit that is applied, or a position up to which there was
// nothing to apply. epoch counts who has applied here. Rows of lanes other than 0 are there while several apply at once (see
// [Follow]); spread are the tables whose rows all of them share.
const ProgressTable = `CREATE TABLE IF NOT EXISTS copydb.progress (
	lane    int PRIMARY KEY,
	lsn     pg_catalog.pg_lsn NOT NULL,
	epoch   int NOT NULL DEFAULT 0,
	updated timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	spread  text[]
) WITH (fillfactor = 10)`

// StartProgress notes, as $1, where the changes begin. It changes nothing if that has been noted before.
const StartProgress = `INSERT INTO copydb.progress (lane, lsn) VALUES (0, $1) ON CONFLICT (lane) DO NOTHING`

// ReadProgress returns a Progress.
const ReadProgress = `SELECT pg_catalog.min(lsn)::text, pg_catalog.max(lane) FROM copydb.progress
	WHERE lane > 0 OR NOT EXISTS (SELECT FROM copydb.progress WHERE lane > 0)`

// CurrentProgress reads it.
func CurrentProgress(ctx context.Context, conn *pgx.Conn) (at Progress, err error) {
	if err := conn.QueryRow(ctx, ReadProgress).Scan(&at.LSN, &at.Lanes); err != nil {
		return at, fmt.Errorf("reading the progress: %w", err)
	}
	return at, nil
}

// advance moves the row from one position to another, and fails if it is not where we left it: a transaction before this one
// did not commit, or another copydb has taken over. So of several transactions in flight none can commit after one that
// did not.
const advance = `WITH moved AS (
	UPDATE copydb.progress SET lsn = $1, updated = pg_catalog.clock_timestamp()
	WHERE lane = $4 AND lsn = $2 AND epoch = $3 RETURNING 1)
SELECT 1 / pg_catalog.count(*) FROM moved`

// applierLock is the advisory lock of the session that applies, in its database; the next numbers are those of the lanes.
const applierLock = 0x636f7079_64624150 // "copydbAP"

// How long a session of a copydb that is gone may take to end.
const (
	takeOverTimeout = 30 * time.Second
	takeOverPause   = 50 * time.Millisecond
)

// takeOver makes the session the one that applies: it takes the lock and moves the epoch. What another one has in flight is
// either committed before, or cannot commit any more. There is no row if the lock is taken.
const takeOver = `UPDATE copydb.progress SET epoch = epoch + 1
	WHERE lane = %d AND pg_catalog.pg_try_advisory_lock(%d)
	RETURNING lsn::text, epoch::text, (SELECT pg_catalog.count(*) FROM copydb.progress WHERE lane > 0)::text, pg_catalog.to_json(spread)::text`

// divide does so for lane 0, and makes a number of lanes' rows, with the same position and epoch, if there are none. With them it notes
// which tables' rows they share. The lanes that it returns are those that there were before.
const divide = `WITH own AS (UPDATE copydb.progress SET epoch = epoch + 1
	WHERE lane = 0 AND pg_catalog.pg_try_advisory_lock(%d) RETURNING lsn, epoch),
others AS (SELECT pg_catalog.count(*) FROM copydb.progress WHERE lane > 0),
shared (tables) AS (%s),
made AS (INSERT INTO copydb.progress (lane, lsn, epoch, spread)
	SELECT number, lsn, epoch, tables FROM own, others, shared, pg_catalog.generate_series(1, %d) number WHERE count = 0)
SELECT lsn::text, epoch::text, count::text, pg_catalog.to_json(tables)::text FROM own, others, shared`

// takenOver is what takeOver found.
type takenOver struct {
	lsn    catalog.LSN
	epoch  int32
	lanes  int // that there are besides lane 0
	spread []string
}

// readTakenOver reads the answer to takeOverSQL or divideSQL, which ends the results; found is false if there was no row.
func readTakenOver(results []*pgconn.Result) (p takenOver, found bool, err error) {
	result := results[len(results)-2]
	if len(result.Rows) == 0 {
		return p, false, nil
	}
	p.lsn, err = catalog.ParseLSN(string(result.Rows[0][0]))
	if err != nil {
		return p, false, err
	}
	epoch, err := strconv.ParseInt(string(result.Rows[0][1]), 10, 32)
	if err != nil {
		return p, false, err
	}
	p.epoch = int32(epoch)
	if p.lanes, err = strconv.Atoi(string(result.Rows[0][2])); err != nil {
		return p, false, err
	}
	if spread := result.Rows[0][3]; spread != nil {
		err = json.Unmarshal(spread, &p.spread)
	}
	return p, true, err
}

// takeOverAgain ends the session that has the lock, and takes over.
func takeOverAgain(ctx context.Context, conn *pgx.Conn, lane int, sql string) (takenOver, error) {
	var started bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM copydb.progress WHERE lane = $1)", lane).Scan(&started); err != nil {
		return takenOver{}, fmt.Errorf("reading the progress: %w", err)
	}
	if !started {
		return takenOver{}, errors.New("taking over the progress: it has not been started")
	}
	if err := lock(ctx, conn, lane); err != nil {
		return takenOver{}, err
	}
	results, err := conn.PgConn().Exec(ctx, sql).ReadAll()
	if err != nil {
		return takenOver{}, fmt.Errorf("taking over the progress: %w", err)
	}
	p, found, err := readTakenOver(results)
	if err == nil && !found {
		err = errors.New("taking over the progress: it is gone")
	}
	return p, err
}

// takeOverSQL takes over, and ends the sessions of running transactions that another one has left: rows that they changed are
// locked.
func takeOverSQL(lane int) string {
	return fmt.Sprintf(takeOver, lane, applierLock+lane) + ";" + endHolders(runningLock)
}

// divideSQL does so for lane 0, and makes lanes.
func divideSQL(count int) (string, error) {
	shared, err := catalog.SharedLandings()
	return fmt.Sprintf(divide, applierLock, shared, count) + ";" + endHolders(runningLock), err
}

// lock waits for the lock, and ends the session that has it.
func lock(ctx context.Context, conn *pgx.Conn, lane int) error {
	deadline := time.Now().Add(takeOverTimeout)
	for {
		var locked bool
		if err := conn.QueryRow(ctx, "SELECT pg_catalog.pg_try_advisory_lock($1)", int64(applierLock+lane)).Scan(&locked); err != nil {
			return fmt.Errorf("taking the lock of the session that applies: %w", err)
		}
		if locked {
			return nil
		}
		if time.Now().After(deadline) {
			return errors.New("taking the lock of the session that applies: another session keeps it")
		}
		if err := endHolder(ctx, conn, lane); err != nil {
			return err
		}
		if err := catalog.Pause(ctx, takeOverPause); err != nil {
			return err
		}
	}
}

// endHolder ends the session that has the lock: a copydb that still ran would hold the run's own lock, so this one is left over.
func endHolder(ctx context.Context, conn *pgx.Conn, lane int) error {
	if _, err := conn.Exec(ctx, endHolders(int64(applierLock+lane))); err != nil {
		return fmt.Errorf("ending the session that applied before: %w", err)
	}
	return nil
}

// endHolders ends the sessions that have an advisory lock, but for the one that asks.
func endHolders(lock int64) string {
	return fmt.Sprintf(`SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_locks
		WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = %d::int8::oid AND objid = %d::int8::oid
		AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
		AND pid <> pg_catalog.pg_backend_pid()`, lock>>32, lock&0xffffffff)
}
