package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"copydb/catalog/pgtest"
)

// bench is one round of measurements, as the flags ask for it.
type bench struct {
	program   string // copydb
	options   string // for copydb run
	databases []string
	tools     []tool
	scale     float64
	rounds    int
	jobs      int
	away      time.Duration
	major     int
	source    string // URL of the server
	target    string
	folder    string // gone afterwards
	out       io.Writer
}

// run measures everything.
func (b *bench) run(ctx context.Context) (err error) {
	if b.program, err = filepath.Abs(b.program); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "copydb-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()
	if b.source == "" {
		stop, err := b.launch()
		defer stop()
		if err != nil {
			return err
		}
	}
	for i, database := range b.databases {
		if err := b.makeSource(ctx, database); err != nil {
			return fmt.Errorf("database %s: %w", database, err)
		}
		if i == 0 {
			if err := b.warmUp(ctx, database); err != nil {
				return fmt.Errorf("database %s: %w", database, err)
			}
		}
		if err := b.compare(ctx, database); err != nil {
			return fmt.Errorf("database %s: %w", database, err)
		}
	}
	return nil
}

// launch starts two throwaway servers with memory for a machine of some GB, and returns what stops them.
func (b *bench) launch() (stop func(), err error) {
	settings := []string{"shared_buffers = '512MB'", "max_wal_size = '4GB'", "maintenance_work_mem = '256MB'"}
	var servers []*pgtest.Server
	stop = func() {
		for _, server := range servers {
			_ = server.Stop() // its folder goes away next
		}
	}
	for _, address := range []*string{&b.source, &b.target} {
		server, err := pgtest.Launch(filepath.Join(b.folder, "server"+strconv.Itoa(len(servers))), b.major, settings...)
		if err != nil {
			return stop, err
		}
		servers = append(servers, server)
		*address = server.URL("postgres")
	}
	return stop, nil
}

// warmUp copies a database once, so that no tool pays for the first WAL files of a server, which are used again later on.
func (b *bench) warmUp(ctx context.Context, database string) error {
	first := entry{tool: b.tools[0], label: b.tools[0].name, source: b.source, target: b.target}
	if _, err := b.measure(ctx, first, database); err != nil {
		return fmt.Errorf("%s: %w", first.label, err)
	}
	return nil
}

// compare has every tool copy a database, in turn, round after round, and prints what they took.
func (b *bench) compare(ctx context.Context, database string) error {
	size, err := b.size(ctx, database)
	if err != nil {
		return err
	}
	entries, closeWays, err := b.entries(database)
	defer closeWays()
	if err != nil {
		return err
	}
	for round := range b.rounds {
		for i := range entries {
			took, err := b.measure(ctx, entries[i], database)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", entries[i].label, err)
			}
			entries[i].took = append(entries[i].took, took)
			fmt.Fprintf(b.out, "%s, round %d: %s %s\n", database, round+1, entries[i].label, seconds(took.wall))
		}
	}
	b.print(database, size, entries)
	return nil
}

// entry is a tool between two servers, and what its copies took.
type entry struct {
	tool
	label          string
	source, target string // URLs of the servers, as the tool sees them
	took           []usage
}

// fromAway are the databases that show what a distance costs: one of rows, one of definitions.
var fromAway = []string{"bench", "schema"}

// entries returns who takes part: every tool that can, and copydb away from the servers.
func (b *bench) entries(database string) (entries []entry, closeWays func(), err error) {
	var ways []*pgtest.Way
	closeWays = func() {
		for _, way := range ways {
			way.Close()
		}
	}
	for _, tool := range b.tools {
		if tool.copies(database) {
			entries = append(entries, entry{tool: tool, label: tool.name, source: b.source, target: b.target})
		}
	}
	if b.away == 0 || len(entries) == 0 || entries[0].name != "copydb" || !slices.Contains(fromAway, database) {
		return entries, closeWays, nil
	}
	for _, roundTrip := range []time.Duration{0, b.away} {
		far := entry{tool: entries[0].tool, label: fmt.Sprintf("copydb, %d ms away", roundTrip.Milliseconds()), source: b.source, target: b.target}
		for _, url := range []*string{&far.source, &far.target} {
			way, err := pgtest.OpenWay(*url)
			if err != nil {
				return nil, closeWays, err
			}
			way.Delay(roundTrip / 2)
			ways = append(ways, way)
			*url = way.URL
		}
		entries = append(entries, far)
	}
	return entries, closeWays, nil
}

// measure has a tool copy a database to an empty one.
func (b *bench) measure(ctx context.Context, e entry, database string) (took usage, err error) {
	if err := b.makeTarget(ctx, database); err != nil {
		return usage{}, err
	}
	scratch, err := os.MkdirTemp(b.folder, "tool-")
	if err != nil {
		return usage{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	cmd, err := b.command(ctx, e, database, scratch)
	if err != nil {
		return usage{}, err
	}
	before, err := b.serversCPU(ctx)
	if err != nil {
		return usage{}, err
	}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	memory := watchMemory(cmd.Process.Pid)
	err = cmd.Wait()
	took.wall, took.memory = time.Since(began), memory()
	if err != nil {
		return usage{}, fmt.Errorf("%w\n%s", err, bytes.TrimSpace(output.Bytes()))
	}
	after, err := b.serversCPU(ctx)
	took.servers = after - before
	took.own = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return took, err
}

// command returns a tool's script, ready to be run.
func (b *bench) command(ctx context.Context, e entry, database, scratch string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, "sh", "-ec", e.script)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) } // and what it started
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}                                 // a group too
	cmd.WaitDelay = 10 * time.Second
	cmd.Env = append(os.Environ(), "SOURCE="+on(e.source, database), "TARGET="+on(e.target, database), "JOBS="+strconv.Itoa(b.jobs),
		"COPYDB="+b.program, "OPTIONS="+b.options, "FOLDER="+scratch)
	for variable, script := range map[string]string{"TABLES": "tables", "KEYS": "keys"} {
		text, err := scripts.ReadFile("data/" + database + "." + script + ".sql")
		if err != nil {
			continue // it has none, and no tool that needs it
		}
		file := filepath.Join(scratch, script+".sql")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return nil, err
		}
		cmd.Env = append(cmd.Env, variable+"="+file)
	}
	return cmd, nil
}

func (b *bench) serversCPU(ctx context.Context) (time.Duration, error) {
	source, err := serverCPU(ctx, b.source)
	if err != nil {
		return 0, err
	}
	target, err := serverCPU(ctx, b.target)
	return source + target, err
}

// print writes a line an entry, with the median of its rounds.
func (b *bench) print(database string, size int64, entries []entry) {
	fmt.Fprintf(b.out, "\n%s: %s in tables, %d jobs, %d cores, %d rounds\n", database, megabytes(size), b.jobs, runtime.NumCPU(), b.rounds)
	table := tabwriter.NewWriter(b.out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\twall\town CPU\ta GB\tservers' CPU\tpeak memory\tcopydb takes\t")
	var ours time.Duration
	for i, e := range entries {
		took := median(e.took)
		if i == 0 && e.name == "copydb" {
			ours = took.wall
		}
		ratio := ""
		if ours > 0 && i > 0 {
			ratio = fmt.Sprintf("%.2f of it", ours.Seconds()/took.wall.Seconds())
		}
		fmt.Fprintln(table, strings.Join([]string{e.label, seconds(took.wall), seconds(took.own),
			seconds(time.Duration(float64(took.own) / (float64(size) / 1e9))), seconds(took.servers), megabytes(took.memory), ratio, ""}, "\t"))
	}
	_ = table.Flush() // a full stdout shows elsewhere
}

// median returns the copy in the middle, by its time.
func median(took []usage) usage {
	sorted := slices.SortedFunc(slices.Values(took), func(a, b usage) int { return cmp.Compare(a.wall, b.wall) })
	return sorted[len(sorted)/2]
}
