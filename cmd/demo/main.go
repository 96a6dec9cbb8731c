package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"copydb/catalog/pgtest"
)

func main() {
	// SIGPIPE too: who stops reading us must not leave our servers behind.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := start(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// start reads the flags and runs the demo.
func start(ctx context.Context, arguments []string) error {
	from, to := defaultPair(pgtest.Majors())
	d := demo{out: os.Stdout}
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.StringVar(&d.program, "copydb", "bin/copydb", "the copydb program to show")
	flags.Float64Var(&d.scale, "scale", 1, "how many rows the shop has; 1 is about 200 MB")
	flags.IntVar(&d.from, "from", from, "PostgreSQL major of the source")
	flags.IntVar(&d.to, "to", to, "PostgreSQL major of the target")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 || d.scale <= 0 {
		return fmt.Errorf("reading the command line: %s", strings.Join(arguments, " "))
	}
	if err := forgetSettings(); err != nil {
		return err
	}
	return d.run(ctx)
}

// defaultPair chooses the way up from the newest major but one to the newest, where both are found, and else the newest
// that is found on both sides. Farther apart, servers word the same view differently, which the proof would take for a
// difference.
func defaultPair(majors []int) (from, to int) {
	switch n := len(majors); {
	case n == 0:
		return pgtest.Newest, pgtest.Newest // and hear from pgtest how to get it
	case slices.Contains(majors, pgtest.Newest-1) && slices.Contains(majors, pgtest.Newest):
		return pgtest.Newest - 1, pgtest.Newest
	default:
		return majors[n-1], majors[n-1]
	}
}

// forgetSettings drops what the caller's environment says about servers of his own: PGSSLMODE, PGSERVICE, COPYDB_TARGET.
func forgetSettings() error {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		ours := strings.HasPrefix(name, "COPYDB_TEST_")
		if (strings.HasPrefix(name, "PG") || strings.HasPrefix(name, "COPYDB_")) && !ours {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return nil
}
