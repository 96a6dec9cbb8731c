//go:build unix && !linux

package pgtest

import (
	"os/exec"
	"syscall"
)

// endWithParent does nothing where the kernel offers nothing.
func endWithParent(*exec.Cmd) {}

// killAll kills the server; its children notice and follow.
func (p *process) killAll(string) error {
	p.signal(syscall.SIGKILL)
	<-p.done
	return nil
}
