package logical

import (
	"net"
	"syscall"
	"time"
)

// The walsender sends every change on its own. Where source and reader are near, the kernel hands each over by itself, within
// the walsender's own time, and that costs more than decoding it. Changes that find the window closed are only put behind one
// another, and travel together later, in the reader's time. So the reader keeps the window small, leaves the connection alone
// while little waits, and naps for the window to close: doc.go has the figures. What comes after a silence is read at once.
const (
	nearTrip     = 500 * time.Microsecond // there and back; with the window below 128 MB/s get through, more than is decoded
	nearWindow   = 64 << 10               // bytes; with less than a packet of the loopback device the connection would stall
	gatherEnough = 16 << 10               // is read without a nap: more is behind it
	gatherFew    = 2 << 10
	shortNap     = time.Millisecond // where few have come since the last nap
	longNap      = 20 * time.Millisecond
)

// gather naps before a connection is read. A nil gather does not.
type gather struct {
	conn syscall.RawConn
	came int // bytes read since the last nap
}

// newGather makes a connection's window small, before much has come. It returns nil where the source is not near, for TLS, which
// may hold back bytes that have come, and on systems that do not tell what waits.
func newGather(transport net.Conn) *gather {
	tcp, ok := transport.(*net.TCPConn)
	if !ok {
		return nil
	}
	conn, err := tcp.SyscallConn()
	if err != nil || !isNear(conn) || tcp.SetReadBuffer(nearWindow) != nil {
		return nil
	}
	return &gather{conn: conn}
}

// wait naps where changes come one after another and few of them wait.
func (g *gather) wait() {
	if g == nil || g.came == 0 || waiting(g.conn) >= gatherEnough {
		return
	}
	nap := shortNap
	if g.came > gatherFew {
		nap = longNap
	}
	g.came = 0
	wakeAt(g.conn, nearWindow)
	time.Sleep(nap)
	wakeAt(g.conn, 1)
}

// took notes that bytes were read.
func (g *gather) took(bytes int) {
	if g != nil {
		g.came += bytes
	}
}
