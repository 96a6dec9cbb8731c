package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"copydb/catalog/pgtest"
)

// demo is one showing, as the flags ask for it.
type demo struct {
	program  string // copydb
	from, to int    // PostgreSQL majors
	scale    float64
	out      io.Writer
}

// run shows everything, in a folder of its own that is gone afterwards.
func (d *demo) run(ctx context.Context) (err error) {
	program, err := filepath.Abs(d.program)
	if err != nil {
		return err
	}
	if _, err := os.Stat(program); err != nil {
		return fmt.Errorf("looking for copydb (make build makes it): %w", err)
	}
	folder, err := os.MkdirTemp("", "copydb-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	d.say("Two throwaway servers in %s, PostgreSQL %d and %d.", folder, d.from, d.to)
	source, target, err := startServers(folder, d.from, d.to)
	defer func() { err = errors.Join(err, source.stop(), target.stop()) }()
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	return d.show(ctx, program, source.URL("shop"), target.URL("shop"))
}

// show fills the source, copies it to the target, and proves that they are equal.
func (d *demo) show(ctx context.Context, program, source, target string) error {
	d.say("Filling the source with a shop ...")
	began := time.Now()
	if err := makeDatabases(ctx, source, target); err != nil {
		return orInterrupted(ctx, err)
	}
	size, err := fill(ctx, source, d.scale)
	if err != nil {
		return orInterrupted(ctx, err)
	}
	d.say("Filled with %s in %s. Now the copy:\n", megabytes(size), seconds(began))
	if err := d.copy(ctx, program, source, target); err != nil {
		return orInterrupted(ctx, err)
	}
	d.say("\nIs the target the same database?")
	began = time.Now()
	equal, err := prove(ctx, d.out, source, target)
	if err != nil {
		return orInterrupted(ctx, err)
	}
	if !equal {
		return errDifferent
	}
	d.say("It is: proved in %s. Both servers and their folder go away now.", seconds(began))
	return nil
}

// copy runs copydb as a user would, on our own terminal, where there is one.
func (d *demo) copy(ctx context.Context, program, source, target string) error {
	cmd := exec.CommandContext(ctx, program, "run", "--source", source, "--target", target)
	d.say("$ copydb run --source %s --target %s", source, target)
	cmd.Stdout, cmd.Stderr = d.out, d.out
	if d.out == os.Stdout {
		cmd.Stderr = os.Stderr
	}
	// Ctrl-C on a terminal reaches copydb as well as us, and a second signal would not let it stop cleanly.
	cmd.Cancel = func() error { return nil }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running copydb: %w", err)
	}
	return nil
}

var (
	errInterrupted = errors.New("interrupted")
	errDifferent   = errors.New("the target differs from the source, in what is listed above")
)

// orInterrupted tells an interruption as such: the error of what it interrupted is an echo.
func orInterrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

// server is a running server, or none.
type server struct{ *pgtest.Server }

func (s server) stop() error {
	if s.Server == nil {
		return nil
	}
	return s.Stop()
}

// startServers starts both servers side by side, and returns those that run also when one does not.
func startServers(folder string, from, to int) (source, target server, err error) {
	var group errgroup.Group
	launch := func(s *server, name string, major int) {
		group.Go(func() (err error) {
			s.Server, err = pgtest.Launch(filepath.Join(folder, name), major, settings()...)
			return err
		})
	}
	launch(&source, "source", from)
	launch(&target, "target", to)
	err = group.Wait()
	return source, target, err
}

// settings make a small server fill fast.
func settings() []string {
	return []string{"shared_buffers = '256MB'", "max_wal_size = '2GB'"}
}

func (d *demo) say(format string, arguments ...any) {
	fmt.Fprintf(d.out, format+"\n", arguments...)
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes/1e6) }

func seconds(began time.Time) string { return fmt.Sprintf("%.1f s", time.Since(began).Seconds()) }
