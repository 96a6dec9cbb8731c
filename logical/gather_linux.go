package logical

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

const canGather = true

// wait waits until enough has come or a moment has gone by, if changes come one after another. An error of the connection
// is left to the read that follows.
func (g *gather) wait(transport net.Conn) {
	if g == nil || g.moment == 0 || g.waiting() > 0 || g.wakeAt(gatherBytes) != nil {
		return
	}
	transport.SetReadDeadline(time.Now().Add(g.moment))
	asked := false
	_ = g.conn.Read(func(uintptr) bool { // the poller waits each time the answer is no
		enough := asked && g.waiting() >= gatherBytes
		asked = true
		return enough
	})
	_ = g.wakeAt(wakeAtAny)
	g.next(g.waiting())
}

// waiting is how many bytes have come that were not read.
func (g *gather) waiting() (n int) {
	_ = g.conn.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
	return n
}

// wakeAt has the kernel wake the reader once so many bytes have come (socket(7), SO_RCVLOWAT), or at the end.
func (g *gather) wakeAt(bytes int) (err error) {
	failed := g.conn.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVLOWAT, bytes)
	})
	if failed != nil {
		return failed
	}
	return err
}
