package apply

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"copydb/catalog"
)

// settings of the session that applies, beyond those that every session of copydb has. Those that a server does not know are
// passed over.
const settings = `SELECT pg_catalog.count(pg_catalog.set_config(known.name, wanted.value, false)) FROM (VALUES
	('synchronous_commit', 'off'),
	('row_security', 'off'),
	('plan_cache_mode', 'force_generic_plan'),
	('enable_hashjoin', 'off'),
	('enable_mergejoin', 'off'),
	('enable_seqscan', 'off'),
	('jit', 'off'),
	('max_parallel_workers_per_gather', '0'),
	('client_connection_check_interval', '10s')) wanted (name, value)
JOIN pg_catalog.pg_settings known ON known.name = wanted.name`

// maxInFlight bounds the batches that the target has not answered.
const maxInFlight = 16

// session is the one that applies. Batches go out one after another and are answered in the same order: the reader's
// goroutine hears the answers while the applier writes.
type session struct {
	conn      *pgx.Conn
	transport net.Conn
	sent      chan *batch // to the reader, in order; closed by close
	answered  chan *batch // from the reader; closed when it ends
	broken    error       // why the reader ended; good once answered is closed
}

// connection is the session before anything is applied.
type connection struct {
	*pgx.Conn
	takenOver
	used    bool        // by an applier, which has left statements
	durable catalog.LSN // everything up to here is, as far as that is known
	// replica: its changes are those of a replica, to which triggers and foreign keys do not answer.
	replica bool
}

const setReplica = "SET session_replication_role = replica"

// connect opens a session and runs statements behind its settings, in one round trip. The caller closes it, also where there is an
// error.
func connect(ctx context.Context, target catalog.Endpoint, statements string) (c connection, results []*pgconn.Result, err error) {
	var pinned []string
	if c.Conn, pinned, err = target.Dial(ctx, "apply"); err != nil {
		return c, nil, err
	}
	before := strings.Join(append(pinned, settings), ";")
	c.replica = true
	results, err = c.PgConn().Exec(ctx, before+";"+setReplica+";"+statements).ReadAll()
	if catalog.SQLState(err) == catalog.InsufficientPrivilege {
		c.replica = false
		results, err = c.PgConn().Exec(ctx, before+";"+statements).ReadAll()
	}
	if err != nil {
		err = fmt.Errorf("taking over the progress: %w", err)
	}
	return c, results, err
}

// connectLane opens the session of lane 0 or of one that was left, and takes over. From here on none of an earlier run can commit there.
func connectLane(ctx context.Context, target catalog.Endpoint, lane int, sql string) (connection, error) {
	c, results, err := connect(ctx, target, sql)
	if err != nil {
		return c, err
	}
	var found bool
	if c.takenOver, found, err = readTakenOver(results); err == nil && !found {
		c.takenOver, err = takeOverAgain(ctx, c.Conn, lane, sql)
	}
	return c, err
}

// connectNew opens the session of a lane whose row is about to be made. It has the lane's lock.
func connectNew(ctx context.Context, target catalog.Endpoint, lane int) (connection, error) {
	c, results, err := connect(ctx, target, fmt.Sprintf("SELECT pg_catalog.pg_try_advisory_lock(%d)", applierLock+lane))
	if err == nil && string(results[len(results)-1].Rows[0][0]) != "t" {
		err = lock(ctx, c.Conn, lane)
	}
	return c, err
}

// newSession takes an idle connection over from pgx.
func newSession(conn *pgx.Conn) *session {
	s := &session{
		conn:      conn,
		transport: conn.PgConn().Conn(),
		sent:      make(chan *batch, maxInFlight+1),
		answered:  make(chan *batch, maxInFlight+1),
	}
	go s.listen()
	return s
}

// send writes a batch. An error of the transport is also the reader's, which knows more.
func (s *session) send(b *batch) error {
	s.sent <- b
	buffers := net.Buffers{b.head.out, b.body.out, b.tail.out}
	if _, err := buffers.WriteTo(s.transport); err != nil {
		return fmt.Errorf("sending changes to the target: %w", err)
	}
	return nil
}

// interrupt ends all waiting for the target.
func (s *session) interrupt() { _ = s.transport.SetDeadline(time.Unix(1, 0)) }

// end waits for the reader. The connection can be used for something else where it is idle.
func (s *session) end(idle bool) {
	if !idle {
		_ = s.transport.Close()
	}
	close(s.sent)
	for range s.answered { // until the reader has ended
	}
}

// listen hears the answers to one batch after another.
func (s *session) listen() {
	defer close(s.answered)
	frontend := s.conn.PgConn().Frontend() // which may have read more than it was asked for
	for b := range s.sent {
		if err := b.hear(frontend); err != nil {
			s.broken = fmt.Errorf("hearing from the target: %w", errors.Join(b.refusal(), err))
			return
		}
		s.answered <- b
	}
}

// hear reads until the server is ready for the next batch.
func (b *batch) hear(frontend *pgproto3.Frontend) error {
	for {
		message, err := frontend.Receive()
		if err != nil {
			return err
		}
		switch m := message.(type) {
		case *pgproto3.CommandComplete:
			b.completed++
		case *pgproto3.ErrorResponse:
			if b.failure == nil {
				b.failure = pgconn.ErrorResponseToPgError(m)
			}
		case *pgproto3.ReadyForQuery:
			return nil
		}
	}
}

// refusal is the failure as an error, nil if there was none.
func (b *batch) refusal() error {
	if b.failure == nil {
		return nil
	}
	return b.failure
}
