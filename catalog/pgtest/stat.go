package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ProcessStat is what Linux tells of a process.
type ProcessStat struct {
	PID, Parent, Session int
	State                string        // a letter: Z has ended, and nobody has asked how
	CPU                  time.Duration // that it has used
	ChildrenCPU          time.Duration // that those of its children have used which have ended
}

// ReadProcessStat reads what is known of a process. There is nothing of one that has ended, nor on other systems.
func ReadProcessStat(pid int) (stat ProcessStat, found bool) {
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Go runs on Linux
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ProcessStat{}, false
	}
	// PID (NAME) STATE PARENT ...: the name may hold blanks and parentheses.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 15 {
		return ProcessStat{}, false
	}
	number := func(field int) int { n, _ := strconv.Atoi(fields[field]); return n }
	return ProcessStat{PID: pid, State: fields[0], Parent: number(1), Session: number(3),
		CPU: time.Duration(number(11)+number(12)) * tick, ChildrenCPU: time.Duration(number(13)+number(14)) * tick}, true
}

// ReadProcessStats reads what is known of all processes.
func ReadProcessStats() []ProcessStat {
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is good
	var stats []ProcessStat
	for _, file := range files {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if stat, found := ReadProcessStat(pid); found {
			stats = append(stats, stat)
		}
	}
	return stats
}
