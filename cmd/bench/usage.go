package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"copydb/catalog/pgtest"
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
	line, _, _ := strings.Cut(status, "\n")
	postmaster, err := strconv.Atoi(line)
	if err != nil {
		return 0, fmt.Errorf("reading postmaster.pid: %w", err)
	}
	var total time.Duration
	for _, stat := range pgtest.ReadProcessStats() {
		switch postmaster {
		case stat.PID:
			total += stat.CPU + stat.ChildrenCPU
		case stat.Parent:
			total += stat.CPU
		}
	}
	return total, nil
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
				seen = max(seen, sessionMemory(session))
			}
		}
	}()
	return func() int64 { close(ended); return <-most }
}

// sessionMemory returns the most that one of a session's processes has had so far, in bytes. A tool may make groups of its own.
func sessionMemory(session int) (most int64) {
	for _, stat := range pgtest.ReadProcessStats() {
		if stat.Session == session {
			most = max(most, processMemory(stat.PID))
		}
	}
	return most
}

// processMemory returns the most that a process has had so far, in bytes; 0 of one that has ended.
func processMemory(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kilobytes, _ := strconv.ParseInt(number, 10, 64)
	return kilobytes << 10
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes/1e6) }
