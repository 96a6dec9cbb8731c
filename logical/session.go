package logical

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"copydb/catalog"
	"copydb/logical/frames"
)

// session is one replication connection that streams.
type session struct {
	conn      *pgconn.PgConn
	transport net.Conn
	pid       uint32
	report    time.Duration // between two reports
}

// How often the source hears of us at least: the walsender gives us up after wal_sender_timeout.
const (
	longestReport  = 10 * time.Second
	reportFraction = 3
)

// connect opens a session, looks whether it can go on where the stream is, and starts it.
func (s *Stream) connect(ctx context.Context) (*session, error) {
	conn, err := s.config.Source.ConnectReplication(ctx, "stream", gather)
	if err != nil {
		return nil, err
	}
	session := &session{conn: conn, transport: conn.Conn(), pid: conn.PID()}
	if err = s.prepare(ctx, session); err == nil {
		err = session.start(ctx, s.startSQL())
	}
	if catalog.SQLState(err) == catalog.UndefinedObject { // it was there when we looked
		err = &SlotError{s.config.Slot, noSlot}
	}
	if err != nil {
		session.close()
		return nil, fmt.Errorf("starting to stream from slot %s at %s: %w", s.config.Slot, s.tracker.Position, err)
	}
	s.gauges.sessions.Add(1)
	s.gauges.timeline.Store(s.system.timeline)
	return session, nil
}

// prepare looks at the server and the slot before anything is asked of them.
func (s *Stream) prepare(ctx context.Context, session *session) error {
	if err := s.system.check(ctx, session.conn, s.tracker.Position); err != nil {
		return err
	}
	if err := s.checkSlot(ctx, session.conn); err != nil {
		return err
	}
	if s.config.Segments && s.config.Memory > 0 {
		if _, err := simpleQuery(ctx, session.conn, limitMemory(s.config.Memory)); err != nil {
			return err
		}
	}
	timeout, err := senderTimeout(ctx, session.conn)
	session.report = longestReport
	if timeout > 0 {
		session.report = min(session.report, timeout/reportFraction)
	}
	return err
}

// limitMemory lowers what the walsender holds of transactions in progress. Servers before 13 do not know the setting.
func limitMemory(bytes int64) string {
	return fmt.Sprintf(`SELECT pg_catalog.set_config(name, least(setting::int8, %d)::text, false) FROM pg_catalog.pg_settings
		WHERE name = 'logical_decoding_work_mem'`, bytes>>10)
}

// startSQL is the command that starts the stream. Options that a server does not know are errors there. Version 2 of the
// protocol brings all that we ask for; later ones are about prepared transactions and about several appliers.
func (s *Stream) startSQL() string {
	names := catalog.Literal(catalog.Idents(s.config.Publications))
	options := []string{"publication_names " + names}
	if !s.config.Server.HasSubscriptionStreaming() {
		options = append(options, "proto_version '1'")
	} else {
		options = append(options, "proto_version '2'")
		for _, option := range []struct {
			wanted bool
			name   string
		}{{s.config.Binary, "binary"}, {s.config.Segments, "streaming"}, {s.config.Messages, "messages"}} {
			if option.wanted {
				options = append(options, option.name+" 'true'")
			}
		}
	}
	return fmt.Sprintf("START_REPLICATION SLOT %s LOGICAL %s (%s)", catalog.Ident(s.config.Slot), s.tracker.Position,
		strings.Join(options, ", "))
}

// start sends the command and reads until the stream begins. From here on the connection is ours: pgconn has read nothing
// ahead, and sees nothing of it.
func (session *session) start(ctx context.Context, sql string) error {
	if err := session.conn.SyncConn(ctx); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { session.transport.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	message := binary.BigEndian.AppendUint32([]byte{kindQuery}, uint32(lengthSize+len(sql)+1))
	if _, err := session.transport.Write(append(append(message, sql...), 0)); err != nil {
		return err
	}
	for {
		kind, body, err := session.readMessage()
		if err != nil {
			return errors.Join(err, context.Cause(ctx))
		}
		switch kind {
		case kindCopyBoth:
			return nil
		case kindError:
			return decodeError(body)
		case kindNotice, kindParameterStatus:
		default:
			return &protocolError{kind, "it has no place before the stream"}
		}
	}
}

// readMessage reads one message exactly, and nothing behind it.
func (session *session) readMessage() (kind byte, body []byte, err error) {
	const most = 1 << 20 // of a message before the stream
	var header [copyHeaderSize]byte
	if err := readFull(session.transport, header[:]); err != nil {
		return 0, nil, err
	}
	length := int(binary.BigEndian.Uint32(header[1:])) - lengthSize
	if length < 0 || length > most {
		return 0, nil, &protocolError{header[0], "its length is " + strconv.Itoa(length)}
	}
	body = make([]byte, length)
	return header[0], body, readFull(session.transport, body)
}

func decodeError(body []byte) error {
	var message pgproto3.ErrorResponse
	if err := message.Decode(body); err != nil {
		return err
	}
	return pgconn.ErrorResponseToPgError(&message)
}

// end takes leave: a last report, the end of the stream, and a moment for the server to let the slot go.
func (session *session) end(report []byte) {
	const patience = 2 * time.Second
	session.transport.SetDeadline(time.Now().Add(patience))
	farewell := append(report, kindCopyDone, 0, 0, 0, lengthSize, kindTerminate, 0, 0, 0, lengthSize)
	if _, err := session.transport.Write(farewell); err != nil {
		return
	}
	waste := make([]byte, frames.BlockBytes)
	for {
		if _, err := session.transport.Read(waste); err != nil {
			return
		}
	}
}

// close closes the connection without a word: TLS would wait for a peer that does not read.
func (session *session) close() {
	bare := session.transport
	if secure, ok := bare.(interface{ NetConn() net.Conn }); ok {
		bare = secure.NetConn()
	}
	bare.Close()
	session.conn.Close(context.Background())
	<-session.conn.CleanupDone()
}

// senderTimeout is how long the server waits for a word of ours, 0 for ever.
func senderTimeout(ctx context.Context, conn *pgconn.PgConn) (time.Duration, error) {
	rows, err := simpleQuery(ctx, conn, "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'")
	if err != nil || len(rows) != 1 {
		return 0, errors.Join(err, errIfNot(len(rows) == 1, "reading wal_sender_timeout"))
	}
	milliseconds, err := strconv.Atoi(string(rows[0][0]))
	return time.Duration(milliseconds) * time.Millisecond, err
}

// simpleQuery runs a query by the simple protocol, the only one on a replication connection.
func simpleQuery(ctx context.Context, conn *pgconn.PgConn, sql string) ([][][]byte, error) {
	results, err := conn.Exec(ctx, sql).ReadAll()
	if err != nil {
		return nil, err
	}
	return results[0].Rows, nil
}

func errIfNot(ok bool, problem string) error {
	if ok {
		return nil
	}
	return errors.New(problem)
}
