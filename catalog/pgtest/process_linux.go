package pgtest

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// endWithParent has the kernel send an immediate shutdown to the command when we die.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
}

// killAll kills the server and its children, without a moment in which it could notice the death of one. It then removes
// the one thing that a killed server leaves outside its folders, a few bytes of System V shared memory.
func (p *process) killAll(data string) error {
	status := readLines(filepath.Join(data, "postmaster.pid"))
	p.signal(syscall.SIGSTOP)
	if err := waitState(p.pid, "T"); err != nil {
		return err
	}
	var children []int
	for _, stat := range ReadProcessStats() {
		if stat.Parent == p.pid {
			children = append(children, stat.PID)
			_ = syscall.Kill(stat.PID, syscall.SIGKILL)
		}
	}
	p.signal(syscall.SIGKILL)
	<-p.done
	for _, child := range children {
		if err := waitState(child, "Z"); err != nil {
			return err
		}
	}
	removeSharedMemory(status)
	return nil
}

// waitState waits until a process is in the state that it was signalled into, or gone altogether.
func waitState(pid int, want string) error {
	for deadline := time.Now().Add(stopTimeout); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if stat, found := ReadProcessStat(pid); !found || stat.State == want || stat.State == "Z" {
			return nil
		}
	}
	return fmt.Errorf("signalling process %d: not in state %s after %v", pid, want, stopTimeout)
}

// removeSharedMemory reads key and id from the seventh line of a server's status file.
func removeSharedMemory(status []string) {
	if len(status) < 7 {
		return
	}
	fields := strings.Fields(status[6])
	if len(fields) != 2 {
		return
	}
	if id, err := strconv.Atoi(fields[1]); err == nil {
		_, _ = unix.SysvShmCtl(id, unix.IPC_RMID, nil)
	}
}
