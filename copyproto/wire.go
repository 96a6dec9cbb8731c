package copyproto

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"copydb/catalog"
)

// How long a connection gets once its part of the work is lost.
const (
	// windDown is for the server to end its statement, so that the connection stays usable.
	windDown = 5 * time.Second
	// cancelAgain is after how long a server is asked once more: it ignores a request that overtakes the statement.
	cancelAgain = 200 * time.Millisecond
	// lastWords is for the server's reason to arrive after a write to it failed.
	lastWords = time.Second
)

// maxNotices bounds the notices that are kept of one statement.
const maxNotices = 100

// wire is one side's connection while a query of one COPY or several runs on it. pgconn stands aside meanwhile: it is idle, has read nothing
// ahead (SyncConn), and sees neither the question nor the answers.
//
// One goroutine reads and one writes; the fields say whose they are. After both have ended, all are free to read.
type wire struct {
	side      catalog.Side
	conn      *pgconn.PgConn
	transport net.Conn
	entry     byte        // the kind of message that opens a COPY
	count     int         // how many COPYs the query has
	abort     func(error) // called with the reason once the side has failed

	started   chan struct{} // closed by the reader at the first entry
	ended     chan struct{} // closed by the reader when the server has nothing left to cancel
	cancelled bool          // set when the copy is lost: the server has been asked to cancel

	// The reader's.
	splitter  splitter
	opened    int         // how many COPYs have begun
	ends      []int       // of COPYs from the source: behind how much of the payload in the reader's buffer each one ends
	completed []completed // those that are done
	notices   []*pgconn.Notice
	failure   *pgconn.PgError
	txStatus  byte // zero until the server is ready for the next query
	broken    bool

	// The writer's.
	sendErr error
}

// completed is what a server said at the end of a COPY, and when.
type completed struct {
	rows int64
	at   time.Time
}

func newWire(side catalog.Side, conn *pgconn.PgConn, entry byte, count int, abort func(error)) *wire {
	w := &wire{
		side:      side,
		conn:      conn,
		transport: conn.Conn(),
		entry:     entry,
		count:     count,
		abort:     abort,
		started:   make(chan struct{}),
		ended:     make(chan struct{}),
	}
	w.splitter.message = w.message
	return w
}

// claim takes the connection over from pgconn.
func (w *wire) claim(ctx context.Context) error {
	if w.conn.IsClosed() || w.conn.IsBusy() {
		return &Error{w.side, errNotIdle}
	}
	if err := w.conn.SyncConn(ctx); err != nil {
		return &Error{w.side, err}
	}
	return nil
}

// query sends a statement.
func (w *wire) query(sql string) error {
	return w.sendMessage(kindQuery, sql)
}

// sendMessage sends a message whose body is one string.
func (w *wire) sendMessage(kind byte, body string) error {
	message := binary.BigEndian.AppendUint32([]byte{kind}, uint32(lengthSize+len(body)+1))
	message = append(message, body...)
	return w.send(append(message, 0))
}

// send writes to the server. When that fails, the reader soon ends too, having heard the server's reason if there is one.
func (w *wire) send(b []byte) error {
	if _, err := w.transport.Write(b); err != nil {
		w.sendErr = err
		w.transport.SetReadDeadline(time.Now().Add(lastWords))
		return err
	}
	return nil
}

// over reports that nothing more is to be read.
func (w *wire) over() bool {
	return w.broken || w.txStatus != 0 && w.splitter.betweenMessages()
}

// read reads once into b and returns how much payload is at b's beginning.
func (w *wire) read(b []byte) int {
	w.ends = w.ends[:0]
	n, err := w.transport.Read(b)
	payload, splitErr := w.splitter.split(b[:n])
	if splitErr != nil {
		err = splitErr
	}
	if err != nil && !w.over() {
		w.breakOff(err)
	}
	return payload
}

// breakOff gives the connection up. A deadline is never the reason: only a failure sets one, and has been or will be
// reported; nor is the end of the stream after the server has given its own reason.
func (w *wire) breakOff(err error) {
	w.broken = true
	w.end()
	if w.failure != nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	w.abort(&Error{w.side, err})
}

// message takes note of a message that is not CopyData.
func (w *wire) message(kind byte, body []byte) error {
	switch kind {
	case w.entry:
		return w.start()
	case kindCopyDone:
		w.ends = append(w.ends, w.splitter.payload)
		return nil
	case kindParameterStatus, kindNotification:
		return nil
	case kindCommandComplete:
		return w.complete(body)
	case kindError:
		return w.fail(body)
	case kindNotice:
		return w.note(body)
	case kindReadyForQuery:
		return w.rest(body)
	default:
		return &protocolError{kind, "it has no place in a COPY from the " + string(w.side)}
	}
}

func (w *wire) start() error {
	if w.opened > len(w.completed) || w.opened == w.count {
		return &protocolError{w.entry, "it came once too often"}
	}
	if w.opened == 0 {
		close(w.started)
	}
	w.opened++
	return nil
}

func (w *wire) end() {
	if !isClosed(w.ended) {
		close(w.ended)
	}
}

func (w *wire) complete(body []byte) error {
	var message pgproto3.CommandComplete
	if err := message.Decode(body); err != nil {
		return err
	}
	w.completed = append(w.completed, completed{pgconn.NewCommandTag(string(message.CommandTag)).RowsAffected(), time.Now()})
	if len(w.completed) == w.count {
		w.end()
	}
	return nil
}

func (w *wire) fail(body []byte) error {
	var message pgproto3.ErrorResponse
	if err := message.Decode(body); err != nil {
		return err
	}
	w.failure = pgconn.ErrorResponseToPgError(&message)
	w.end()
	w.abort(&Error{w.side, w.failure})
	return nil
}

func (w *wire) note(body []byte) error {
	var message pgproto3.ErrorResponse // a notice has the same form
	if err := message.Decode(body); err != nil {
		return err
	}
	if len(w.notices) < maxNotices {
		w.notices = append(w.notices, (*pgconn.Notice)(pgconn.ErrorResponseToPgError(&message)))
	}
	return nil
}

func (w *wire) rest(body []byte) error {
	var message pgproto3.ReadyForQuery
	if err := message.Decode(body); err != nil {
		return err
	}
	w.txStatus = message.TxStatus
	w.end()
	if w.failure == nil && !(w.opened == w.count && len(w.completed) == w.count) {
		w.abort(&Error{w.side, errNotCopy})
	}
	return nil
}

// stop asks the server to cancel the statement, until it has ended or windDown is over.
func (w *wire) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), windDown)
	defer cancel()
	for {
		_ = w.conn.CancelRequest(ctx) // if no request gets through, the connection's deadline ends the copy
		select {
		case <-w.ended:
			return
		case <-ctx.Done():
			return
		case <-time.After(cancelAgain):
		}
	}
}

// release hands the connection back to pgconn, or closes it.
func (w *wire) release() {
	if w.broken || w.sendErr != nil {
		w.close()
		return
	}
	if w.cancelled || w.txStatus != w.conn.TxStatus() {
		w.settle()
	}
	if !w.conn.IsClosed() {
		w.transport.SetDeadline(time.Time{})
	}
}

// settle makes pgconn learn the transaction's status, which it only takes from answers that it reads itself; and a cancel
// request that came too late for the COPY hits nothing but this.
func (w *wire) settle() {
	w.transport.SetDeadline(time.Now().Add(windDown))
	err := w.conn.Ping(context.Background())
	if pgErr := new(pgconn.PgError); err != nil && !errors.As(err, &pgErr) {
		w.close()
		<-w.conn.CleanupDone()
	}
}

// close closes the connection without a word to the server: TLS would wait for a peer that does not read.
func (w *wire) close() {
	bare := w.transport
	if secure, ok := bare.(interface{ NetConn() net.Conn }); ok {
		bare = secure.NetConn()
	}
	bare.Close()
	w.conn.Close(context.Background())
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
