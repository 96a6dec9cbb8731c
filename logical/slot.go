package logical

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// SlotName returns the name of the slot and the publications of the changes that go to a target, so that no two targets
// of one source share one.
func SlotName(target catalog.Server) string {
	hash := sha256.Sum256([]byte(target.SystemID + "/" + target.Database))
	return catalog.OwnPrefix + hex.EncodeToString(hash[:6])
}

// NewSlot is a slot right after its creation, and the session that holds the snapshot which goes with it: the rows that it
// sees are those of the transactions whose commit record begins before Start, and the slot brings all others.
type NewSlot struct {
	Name     string
	Start    catalog.LSN
	Snapshot string // as JoinSnapshot and AdoptSnapshot take it, for as long as the slot's session is open
	conn     *pgconn.PgConn
}

// SlotOptions tell slots apart.
type SlotOptions struct {
	Temporary bool // it goes with its session
	Failover  bool // standbys keep a copy of it
}

// Blocker is a transaction of the source that a slot's creation waits for.
type Blocker struct {
	PID      int32  // 0 of a prepared transaction
	Database string // "" where the role may not see it
	Role     string
	State    string // "idle in transaction", or the name of the prepared transaction
	Since    time.Time
}

func (b Blocker) String() string {
	since := ""
	if !b.Since.IsZero() {
		since = " since " + b.Since.UTC().Format(time.RFC3339)
	}
	if b.PID == 0 {
		return fmt.Sprintf("the prepared transaction %q in database %s%s", b.State, b.Database, since)
	}
	return fmt.Sprintf("process %d (database %s, role %s, %s%s)", b.PID, b.Database, b.Role, b.State, since)
}

// blockersEvery is how often the transactions that a slot waits for are looked up.
const blockersEvery = 3 * time.Second

// CreateSlot makes a slot and exports the snapshot that goes with it. That waits for every transaction that is running in
// the whole cluster; waiting is told which, from time to time. The caller closes the slot's session. A temporary slot is
// good for its snapshot only; see makeGuide for why.
func CreateSlot(ctx context.Context, source catalog.Endpoint, name string, options SlotOptions, waiting func([]Blocker)) (slot *NewSlot, err error) {
	if options.Temporary {
		return createSlotPatiently(ctx, source, name, options, waiting)
	}
	guide, err := makeGuide(ctx, source, name, waiting)
	if err != nil {
		return nil, err
	}
	if guide != nil {
		defer func() { err = errors.Join(err, guide.Close(context.WithoutCancel(ctx))) }()
	}
	slot, err = createSlotPatiently(ctx, source, name, options, waiting)
	if err != nil || guide == nil {
		return slot, err
	}
	if err := guide.lead(ctx, slot.Start); err != nil {
		return nil, errors.Join(err, slot.Close(context.WithoutCancel(ctx)))
	}
	return slot, nil
}

// createSlotPatiently makes a slot, and tries again what may go better then.
func createSlotPatiently(ctx context.Context, source catalog.Endpoint, name string, options SlotOptions, waiting func([]Blocker)) (*NewSlot, error) {
	const tries = 5 // a snapshot is "too large" where very many transactions run (snapbuild.c): the next may not be
	for try := 1; ; try++ {
		slot, err := createSlot(ctx, source, name, options, waiting)
		state := catalog.SQLState(err)
		switch {
		case state == "" || try == tries:
			return slot, err
		case state == catalog.DuplicateObject && options.Temporary: // of a process that was killed, and still waits
			if err := dropAbandoned(ctx, source, name); err != nil {
				return nil, err
			}
		case state != catalog.SerializationFailure:
			return nil, err
		}
	}
}

// dropAbandoned drops a slot by a session of its own.
func dropAbandoned(ctx context.Context, source catalog.Endpoint, name string) (err error) {
	conn, err := source.Connect(ctx, "slot")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return DropSlot(ctx, conn, name)
}

func createSlot(ctx context.Context, source catalog.Endpoint, name string, options SlotOptions, waiting func([]Blocker)) (*NewSlot, error) {
	conn, err := source.ConnectReplication(ctx, "slot", nil)
	if err != nil {
		return nil, err
	}
	watching, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		watchBlockers(watching, source, conn.PID(), waiting)
	}()
	made, err := pglogrepl.ParseCreateReplicationSlot(conn.Exec(ctx, options.createSQL(name)))
	stop()
	<-done
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("creating the replication slot %s: %w", name, err)
	}
	slot := &NewSlot{Name: name, Snapshot: made.SnapshotName, conn: conn}
	if slot.Start, err = catalog.ParseLSN(made.ConsistentPoint); err != nil {
		return nil, errors.Join(err, slot.Close(ctx))
	}
	return slot, nil
}

// createSQL writes the command, in the form that all versions take where nothing needs the newer one.
func (o SlotOptions) createSQL(name string) string {
	switch {
	case o.Temporary:
		return "CREATE_REPLICATION_SLOT " + catalog.Ident(name) + " TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT"
	case o.Failover:
		return "CREATE_REPLICATION_SLOT " + catalog.Ident(name) + " LOGICAL pgoutput (SNAPSHOT 'export', FAILOVER true)"
	}
	return "CREATE_REPLICATION_SLOT " + catalog.Ident(name) + " LOGICAL pgoutput EXPORT_SNAPSHOT"
}

// Close ends the session, and with it the snapshot, unless another session has adopted it, and a temporary slot.
func (s *NewSlot) Close(ctx context.Context) error { return s.conn.Close(ctx) }

// watchBlockers tells whom a session waits for, until the context ends. It is a service: what keeps it from its work is no
// reason to fail.
func watchBlockers(ctx context.Context, source catalog.Endpoint, pid uint32, tell func([]Blocker)) {
	if tell == nil {
		return
	}
	var conn *pgx.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	for {
		err := catalog.Pause(ctx, blockersEvery)
		if err != nil {
			return
		}
		if conn == nil {
			if conn, err = source.Connect(ctx, "blockers"); err != nil {
				return
			}
		}
		blockers, err := readBlockers(ctx, conn, pid)
		if err != nil {
			return
		}
		if len(blockers) > 0 {
			tell(blockers)
		}
	}
}

// readBlockers asks whose transactions a session waits for. A prepared one has no process.
func readBlockers(ctx context.Context, conn *pgx.Conn, pid uint32) ([]Blocker, error) {
	rows, err := conn.Query(ctx, `
		select activity.pid, coalesce(activity.datname::text, ''), coalesce(activity.usename::text, ''),
		       coalesce(activity.state, ''), coalesce(activity.xact_start, '-infinity')
		from pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) blocker
		join pg_catalog.pg_stat_activity activity on activity.pid = blocker
		union all
		select 0, database::text, owner::text, gid, prepared
		from pg_catalog.pg_prepared_xacts
		where 0 = any (pg_catalog.pg_blocking_pids($1))
		order by 5`, int32(pid))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Blocker, error) {
		var b Blocker
		var since any
		err := row.Scan(&b.PID, &b.Database, &b.Role, &b.State, &since)
		if at, ok := since.(time.Time); ok {
			b.Since = at
		}
		return b, err
	})
}

// DropSlot drops a slot, after ending the session that reads from it. One that is gone is no matter.
func DropSlot(ctx context.Context, source *pgx.Conn, name string) error {
	const pause = 100 * time.Millisecond
	for {
		_, err := source.Exec(ctx, `select pg_catalog.pg_terminate_backend(active_pid) from pg_catalog.pg_replication_slots
			where slot_name = $1 and active_pid is not null`, name)
		if err == nil {
			_, err = source.Exec(ctx, "select pg_catalog.pg_drop_replication_slot($1)", name)
		}
		switch state := catalog.SQLState(err); {
		case err == nil || state == catalog.UndefinedObject:
			return nil
		case state != catalog.ObjectInUse:
			return fmt.Errorf("dropping the replication slot %s: %w", name, err)
		}
		if err := catalog.Pause(ctx, pause); err != nil {
			return err
		}
	}
}
