package pgtest

import (
	"context"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"syscall"
)

// process is a running postgres. done is closed when it has ended and been waited for.
type process struct {
	pid  int
	cmd  *exec.Cmd
	done chan struct{}
}

// startProcess starts a command that the kernel ends with us. The goroutine that waits for it keeps the thread that
// started it, because the kernel takes the end of that thread for ours.
func startProcess(cmd *exec.Cmd) (*process, error) {
	endWithParent(cmd)
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		defer close(p.done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		pprof.SetGoroutineLabels(context.Background()) // a shared server is no leak of the test that came first
		err := cmd.Start()
		if err == nil {
			p.pid = cmd.Process.Pid
		}
		started <- err
		if err == nil {
			_ = cmd.Wait() // a server's exit status says nothing that its log does not say better
		}
	}()
	if err := <-started; err != nil {
		<-p.done
		return nil, err
	}
	return p, nil
}

// signal sends a signal; a process that has already ended is no error.
func (p *process) signal(signal syscall.Signal) {
	_ = p.cmd.Process.Signal(signal)
}
