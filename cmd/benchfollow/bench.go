package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog/pgtest"
)

// settings of both servers: no checkpoint and no vacuum falls into a measurement.
var settings = []string{
	"shared_buffers = 512MB", "max_wal_size = 16GB", "checkpoint_timeout = 1h", "autovacuum = off",
	"max_logical_replication_workers = 8", "max_worker_processes = 16",
}

// bench is one run, as the flags ask for it.
type bench struct {
	out      io.Writer
	scale    float64
	major    int
	backlogs []backlog
	ways     []string
	lanes    int
	profile  string

	source, target *pgtest.Server
	folder         string
	sessions       map[string]int // the servers' processes that apply and that send
}

// run measures everything, with servers of its own that are gone afterwards.
func (b *bench) run(ctx context.Context) (err error) {
	if b.folder, err = os.MkdirTemp("", "copydb-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()
	if b.source, err = pgtest.Launch(filepath.Join(b.folder, "source"), b.major, settings...); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.source.Stop()) }()
	if b.target, err = pgtest.Launch(filepath.Join(b.folder, "target"), b.major, settings...); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.target.Stop()) }()
	b.head()
	for i, backlog := range b.backlogs {
		if err := b.measure(ctx, backlog, i == 0); err != nil {
			return fmt.Errorf("measuring %s: %w", backlog.title, err)
		}
	}
	return nil
}

// measure makes one backlog and brings it over in every way.
func (b *bench) measure(ctx context.Context, backlog backlog, distant bool) (err error) {
	ways := slices.DeleteFunc(slices.Clone(b.ways), func(way string) bool { return way == "rtt" && !distant })
	if err := b.fill(ctx, backlog); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.clean(context.WithoutCancel(ctx), ways)) }()
	for _, way := range ways {
		if err := b.ready(ctx, way); err != nil {
			return err
		}
	}
	if err := exec(ctx, b.source.URL("bench"), backlog.changesSQL(b.scale)); err != nil {
		return err
	}
	if err := exec(ctx, b.source.URL("bench"), "call go()"); err != nil {
		return err
	}
	end, err := query(ctx, b.source.URL("bench"), "select pg_current_wal_insert_lsn()")
	if err != nil {
		return err
	}
	if err := exec(ctx, b.source.URL("bench"), "insert into marker values (1)"); err != nil {
		return err
	}
	took := map[string]result{}
	clear(b.sessions)
	for _, way := range ways {
		if err := exec(ctx, b.target.URL("postgres"), "checkpoint"); err != nil {
			return err
		}
		if took[way], err = b.bring(ctx, way, end); err != nil {
			return fmt.Errorf("%s: %w", way, err)
		}
		if err := b.compare(ctx, backlog, way); err != nil {
			return err
		}
	}
	b.line(backlog, took)
	return nil
}

// fill makes the tables on the source, and as a template on the target.
func (b *bench) fill(ctx context.Context, backlog backlog) error {
	for _, server := range []*pgtest.Server{b.source, b.target} {
		if err := exec(ctx, server.URL("postgres"), "create database bench"); err != nil {
			return err
		}
		if err := exec(ctx, server.URL("bench"), "create table marker (id int primary key); "+backlog.tablesSQL(b.scale)); err != nil {
			return err
		}
		if err := exec(ctx, server.URL("bench"), "vacuum analyze"); err != nil {
			return err
		}
	}
	return exec(ctx, b.source.URL("bench"), "create publication p for all tables")
}

// clean drops the databases, and what is in their way.
func (b *bench) clean(ctx context.Context, ways []string) (err error) {
	if slices.Contains(ways, "native") {
		err = exec(ctx, b.target.URL("native"), "drop subscription if exists s")
	}
	for _, way := range ways {
		err = errors.Join(err, exec(ctx, b.target.URL("postgres"), "drop database if exists "+way+" with (force)"))
	}
	return errors.Join(err, exec(ctx, b.source.URL("bench"), "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = 'bench'"),
		exec(ctx, b.target.URL("postgres"), "drop database bench with (force)"), exec(ctx, b.source.URL("postgres"), "drop database bench with (force)"))
}

// compare holds the tables of both sides against each other.
func (b *bench) compare(ctx context.Context, backlog backlog, way string) error {
	if way == "walsender" {
		return nil
	}
	for _, table := range backlog.compare {
		sql := "select count(*) || ' rows, sum ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from " + table + " t"
		want, err := query(ctx, b.source.URL("bench"), sql)
		if err != nil {
			return err
		}
		got, err := query(ctx, b.target.URL(way), sql)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s: table %s has %s, the source has %s", way, table, got, want)
		}
	}
	return nil
}

// result is one measurement.
type result struct {
	took     time.Duration
	cpu      time.Duration // our own
	applying time.Duration // the session's that applies
	sending  time.Duration // the walsender's
	memory   int64         // the most that we have had so far, in bytes
}

func (b *bench) head() {
	fmt.Fprintf(b.out, "%-38s %8s %10s %22s %22s\n", "backlog", "native", "walsender", "slot, of native", "spool, of native")
}

func (b *bench) line(backlog backlog, took map[string]result) {
	native := took["native"].took
	ratio := func(way string, mark float64) string {
		r, ok := took[way]
		if !ok {
			return ""
		}
		if native == 0 {
			return fmt.Sprintf("%.2f s", r.took.Seconds())
		}
		return fmt.Sprintf("%.2f s %.2f (mark %.2f)", r.took.Seconds(), r.took.Seconds()/native.Seconds(), mark)
	}
	fmt.Fprintf(b.out, "%-38s %6.2f s %8.2f s %22s %22s\n", backlog.title, native.Seconds(), took["walsender"].took.Seconds(),
		ratio("slot", backlog.slot), ratio("spool", backlog.spool))
	for _, way := range []string{"native", "slot", "spool", "rtt"} {
		if r, ok := took[way]; ok {
			fmt.Fprintf(b.out, "    %-9s %6.2f s: CPU of copydb %.2f s, of the walsender %.2f s, of the applying session %.2f s, copydb's memory %d MB\n", way,
				r.took.Seconds(), r.cpu.Seconds(), r.sending.Seconds(), r.applying.Seconds(), r.memory>>20)
		}
	}
	if far, ok := took["rtt"]; ok && took["spool"].took > 0 {
		fmt.Fprintf(b.out, "    with 50 ms to the target: %.2f of its own time (mark 1.30)\n", far.took.Seconds()/took["spool"].took.Seconds())
	}
}

// exec runs a script in a session of its own.
func exec(ctx context.Context, url, sql string) error {
	_, err := query(ctx, url, sql)
	return err
}

// query runs a script and returns the last value of its last row.
func query(ctx context.Context, url, sql string) (string, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	results, err := conn.PgConn().Exec(ctx, sql).ReadAll()
	if err != nil {
		return "", fmt.Errorf("running %s: %w", first(sql), err)
	}
	value := ""
	for _, result := range results {
		for _, row := range result.Rows {
			value = string(row[len(row)-1])
		}
	}
	return value, nil
}

func first(sql string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(sql), "\n")
	return line
}
