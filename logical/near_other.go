//go:build !linux

package logical

import "syscall"

func isNear(syscall.RawConn) bool { return false }
func waiting(syscall.RawConn) int { return 0 }
func wakeAt(syscall.RawConn, int) {}
