package pgtest

import (
	"fmt"
	"os"
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
	children, err := childrenOf(p.pid)
	if err != nil {
		return err
	}
	for _, child := range children {
		_ = syscall.Kill(child, syscall.SIGKILL)
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

func childrenOf(pid int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var children []int
	for _, stat := range stats {
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		if err != nil {
			continue
		}
		if _, parent := processState(child); parent == pid {
			children = append(children, child)
		}
	}
	return children, nil
}

// processState returns a process's state letter and its parent, or "" if there is no such process.
func processState(pid int) (state string, parent int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0
	}
	// PID (NAME) STATE PARENT ...: the name may hold blanks and parentheses.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 2 {
		return "", 0
	}
	parent, _ = strconv.Atoi(fields[1])
	return fields[0], parent
}

// waitState waits until a process is in the state that it was signalled into, or gone altogether.
func waitState(pid int, want string) error {
	for deadline := time.Now().Add(stopTimeout); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if state, _ := processState(pid); state == want || state == "Z" || state == "" {
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
