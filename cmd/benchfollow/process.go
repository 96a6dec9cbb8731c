package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"copydb/catalog"
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

// applyingTime is the CPU time of the session that applies.
func (b *bench) applyingTime(ctx context.Context, database string) time.Duration {
	return b.sessionTime(ctx, "apply "+database, b.target.URL(database),
		"select pid from pg_stat_activity where application_name = 'copydb/apply' and datname = current_database()")
}

// sendingTime is the CPU time of the walsender that reads a slot.
func (b *bench) sendingTime(ctx context.Context, slot string) time.Duration {
	return b.sessionTime(ctx, "send "+slot, b.source.URL("bench"),
		"select active_pid from pg_replication_slots where slot_name = "+catalog.Literal(slot))
}

// sessionTime is the CPU time of the server's process that a query finds, 0 before there is one.
func (b *bench) sessionTime(ctx context.Context, key, url, sql string) time.Duration {
	if b.sessions[key] == 0 {
		text, err := query(ctx, url, sql)
		if err != nil {
			return 0
		}
		pid, err := strconv.Atoi(text)
		if err != nil {
			return 0
		}
		b.sessions[key] = pid
	}
	return processTime(b.sessions[key])
}
