package logical

import (
	"bufio"
	"net"
	"syscall"
	"time"

	"copydb/logical/frames"
)

// The walsender sends every change on its own. Where source and reader are near, the kernel hands each over by itself, within
// the walsender's own time, and that costs more than decoding it. Changes that find the window closed are only put behind one
// another, and travel together later, in the reader's time. So the reader keeps the window small, leaves the connection alone
// while little waits, and naps for the window to close: doc.go has the figures. What comes after a silence is read at once.
const (
	nearTrip   = 500 * time.Microsecond // there and back; with the window below 128 MB/s get through, more than is decoded
	nearWindow = 64 << 10               // bytes; with less than a packet of the loopback device the connection would stall
	nearEnough = 16 << 10               // is read without a nap: more is behind it
	nearFew    = 2 << 10
	shortNap   = time.Millisecond // where few have come since the last nap
	longNap    = 20 * time.Millisecond
)

// nearConn is a connection to a source that is near. It reads ahead, since TLS asks for little at a time.
type nearConn struct {
	net.Conn
	ahead *bufio.Reader
}

// gather makes a connection's window small, before much has come. A connection is left as it is where the source is not near,
// and on systems that do not tell what waits.
func gather(conn net.Conn) net.Conn {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return conn
	}
	raw, err := tcp.SyscallConn()
	if err != nil || !isNear(raw) || tcp.SetReadBuffer(nearWindow) != nil {
		return conn
	}
	return &nearConn{Conn: conn, ahead: bufio.NewReaderSize(&napper{conn: conn, raw: raw}, frames.BlockBytes)}
}

func (c *nearConn) Read(into []byte) (int, error) { return c.ahead.Read(into) }

// napper reads a connection in a way that lets bytes come together.
type napper struct {
	conn net.Conn
	raw  syscall.RawConn
	came int // bytes read since the last nap
}

// Read reads once, after a nap where bytes come one after another and few of them wait.
func (n *napper) Read(into []byte) (int, error) {
	if n.came > 0 && waiting(n.raw) < nearEnough {
		n.nap()
	}
	read, err := n.conn.Read(into)
	n.came += read
	return read, err
}

func (n *napper) nap() {
	length := shortNap
	if n.came > nearFew {
		length = longNap
	}
	n.came = 0
	wakeAt(n.raw, nearWindow)
	time.Sleep(length)
	wakeAt(n.raw, 1)
}
