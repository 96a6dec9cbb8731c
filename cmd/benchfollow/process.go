package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticksPerSecond is the unit of /proc/PID/stat on Linux.
const ticksPerSecond = 100

// processTime is the CPU time that a process has used, 0 where that cannot be read.
func processTime(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, errUser := strconv.Atoi(fields[11])
	system, errSystem := strconv.Atoi(fields[12])
	if errUser != nil || errSystem != nil {
		return 0
	}
	return time.Duration(user+system) * time.Second / ticksPerSecond
}

// sessionTime is the CPU time of the session that applies.
func (b *bench) sessionTime(ctx context.Context, database string) time.Duration {
	if b.applying[database] == 0 {
		text, err := query(ctx, b.target.URL(database), "select coalesce(max(pid), 0) from pg_stat_activity where application_name = 'copydb/apply' and datname = current_database()")
		if err != nil {
			return 0
		}
		pid, err := strconv.Atoi(text)
		if err != nil {
			return 0
		}
		b.applying[database] = pid
	}
	return processTime(b.applying[database])
}
