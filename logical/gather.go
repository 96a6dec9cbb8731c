package logical

import (
	"net"
	"syscall"
	"time"
)

// The walsender sends every change on its own. A reader on the same machine that takes each as it comes costs the walsender
// a packet and a wake-up a change, more than its decoding, and itself as much. While changes come one after another a
// gather lets them come together, so that they travel together; doc.go has the figures. When nothing has come for a moment,
// whatever comes next is read at once.
const (
	gatherBytes = 48 << 10 // enough to be read; a socket's first window is 64 kB (tcp_rmem)
	gatherFew   = 8 << 10
	shortMoment = time.Millisecond // where few have come within the last moment
	longMoment  = 10 * time.Millisecond
	wakeAtAny   = 1 // byte: as a socket is at first
)

// gather waits for bytes on a connection without reading them. A nil gather does not wait.
type gather struct {
	conn   syscall.RawConn
	moment time.Duration // to wait at most, 0 where nothing has come within the last one
}

// newGather returns nil where there is nothing to wait for, or no way to: a TLS connection may hold back bytes that have
// come, and a network gathers by itself.
func newGather(transport net.Conn) *gather {
	tcp, ok := transport.(*net.TCPConn)
	if !ok || !canGather || !isLocal(tcp) {
		return nil
	}
	conn, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	return &gather{conn: conn}
}

// isLocal says whether both ends are on this machine.
func isLocal(conn *net.TCPConn) bool {
	here, isTCP := conn.LocalAddr().(*net.TCPAddr)
	there, alike := conn.RemoteAddr().(*net.TCPAddr)
	return isTCP && alike && (there.IP.IsLoopback() || there.IP.Equal(here.IP))
}

// came notes that bytes were read.
func (g *gather) came() {
	if g != nil && g.moment == 0 {
		g.moment = shortMoment
	}
}

// next chooses the next moment by how much came within this one.
func (g *gather) next(bytes int) {
	switch {
	case bytes == 0:
		g.moment = 0
	case bytes < gatherFew:
		g.moment = shortMoment
	default:
		g.moment = longMoment
	}
}
