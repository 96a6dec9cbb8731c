package journal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// lockKey is the advisory lock of a run, as two halves ("copy", "db"): one run per target database at a time.
const lockKey = "1668247673, 25698"

// lockPatience is how long the session of a run that was just killed may take to notice, and to let go of the lock.
const lockPatience = 3 * time.Second

// Lock takes the target's lock for as long as the session lives, and then sends home what a killed run left behind. It returns
// ErrLocked where another run has it.
func Lock(ctx context.Context, conn *pgx.Conn) error {
	const pause = 100 * time.Millisecond
	for start := time.Now(); ; {
		var acquired bool
		if err := conn.QueryRow(ctx, "select pg_catalog.pg_try_advisory_lock("+lockKey+")", pgx.QueryExecModeExec).Scan(&acquired); err != nil {
			return fmt.Errorf("taking the target's lock: %w", err)
		}
		if acquired {
			return endOrphans(ctx, conn)
		}
		if time.Since(start) > lockPatience {
			return ErrLocked
		}
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}

// endOrphans ends the workers' sessions in this database, and waits until they are gone. Whoever holds the lock and has
// no worker yet knows that they belong to a run that was killed: a server works on at what its client sent last, and
// might commit it later.
func endOrphans(ctx context.Context, conn *pgx.Conn) error {
	return endSessions(ctx, conn, "application_name in ('copydb/copy', 'copydb/ddl')")
}

// EndSession ends one session of this database, and waits until it is gone.
func EndSession(ctx context.Context, conn *pgx.Conn, pid uint32) error {
	return endSessions(ctx, conn, "pid = $1 and application_name like 'copydb/%'", pid)
}

func endSessions(ctx context.Context, conn *pgx.Conn, which string, args ...any) error {
	const pause = 50 * time.Millisecond
	for {
		tag, err := conn.Exec(ctx, `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
			where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid() and `+which, args...)
		if err != nil {
			return fmt.Errorf("ending sessions that were left behind: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}
