package logical

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// isNear says whether a round trip to the other end is short: the shortest that the kernel saw (tcp(7), TCP_INFO), which kernels
// before 4.6 do not tell.
func isNear(conn syscall.RawConn) (near bool) {
	_ = conn.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		near = err == nil && info.Min_rtt > 0 && time.Duration(info.Min_rtt)*time.Microsecond <= nearTrip
	})
	return near
}

// waiting is how many bytes have come that were not read (tcp(7), SIOCINQ).
func waiting(conn syscall.RawConn) (n int) {
	_ = conn.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
	return n
}

// wakeAt has arriving bytes wake nobody until so many have come, or the window is full (socket(7), SO_RCVLOWAT). Where that
// fails they do.
func wakeAt(conn syscall.RawConn, bytes int) {
	_ = conn.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVLOWAT, bytes) })
}
