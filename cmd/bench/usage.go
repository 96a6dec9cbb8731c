package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usage is what a copy took.
type usage struct {
	wall, own, servers time.Duration
	memory             int64 // the most that one of the tool's processes had, in bytes
}

// serverCPU returns the CPU time that a server's processes have used, those that have ended included. It is zero for a
// server on another machine.
func serverCPU(ctx context.Context, address string) (time.Duration, error) {
	var status string
	if err := query(ctx, on(address, "postgres"), "select pg_read_file('postmaster.pid')", &status); err != nil {
		return 0, err
	}
	postmaster, _, _ := strings.Cut(status, "\n")
	total := processCPU(postmaster, true)
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, stat := range stats {
		pid := filepath.Base(filepath.Dir(stat))
		if fields := processFields(pid); len(fields) > 1 && fields[1] == postmaster {
			total += processCPU(pid, false)
		}
	}
	return total, nil
}

// processCPU returns the CPU time of a process, and of its children that have ended if asked for.
func processCPU(pid string, withChildren bool) time.Duration {
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Go runs on Linux
	fields := processFields(pid)
	if len(fields) < 15 {
		return 0
	}
	counted := fields[11:13] // utime, stime, cutime, cstime
	if withChildren {
		counted = fields[11:15]
	}
	var ticks int64
	for _, field := range counted {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * tick
}

// watchMemory notes the most that any process of a session has had at a time, until it is stopped. getrusage would not do: what
// it tells of a child begins with the memory of who started it (exec.c, setmax_mm_hiwater_rss).
func watchMemory(session int) (stop func() int64) {
	const often = 50 * time.Millisecond
	ended, most := make(chan struct{}), make(chan int64)
	go func() {
		ticker := time.NewTicker(often)
		defer ticker.Stop()
		var seen int64
		for {
			select {
			case <-ended:
				most <- seen
				return
			case <-ticker.C:
				seen = max(seen, sessionMemory(strconv.Itoa(session)))
			}
		}
	}()
	return func() int64 { close(ended); return <-most }
}

// sessionMemory returns the most that one of a session's processes has had so far, in bytes. A tool may make groups of its own.
func sessionMemory(session string) (most int64) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is good
	for _, stat := range stats {
		pid := filepath.Base(filepath.Dir(stat))
		if fields := processFields(pid); len(fields) > 3 && fields[3] == session {
			most = max(most, processMemory(pid))
		}
	}
	return most
}

// processMemory returns the most that a process has had so far, in bytes; 0 of one that has ended.
func processMemory(pid string) int64 {
	status, _ := os.ReadFile("/proc/" + pid + "/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kilobytes, _ := strconv.ParseInt(number, 10, 64)
	return kilobytes << 10
}

// processFields returns the fields of a process's status from the state on: the name before it may hold blanks.
func processFields(pid string) []string {
	text, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return nil // it has ended
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes/1e6) }
