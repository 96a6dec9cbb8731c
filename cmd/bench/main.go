package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"copydb/catalog/pgtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := start(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// start reads the flags and measures.
func start(ctx context.Context, arguments []string) error {
	b := bench{out: os.Stdout}
	var names, tools string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&names, "databases", "bench,many,lobs,schema", "which databases to copy: bench, many, lobs, schema, wide")
	flags.StringVar(&tools, "tools", "", "which tools to run: "+strings.Join(toolNames(), ", ")+"; all that are installed unless told otherwise")
	flags.StringVar(&b.program, "copydb", "bin/copydb", "the copydb program to measure")
	flags.StringVar(&b.options, "options", "", "more options for copydb run, separated by blanks")
	flags.Float64Var(&b.scale, "scale", 1, "how big the databases are")
	flags.IntVar(&b.rounds, "rounds", 1, "how often each tool copies; the median counts")
	flags.IntVar(&b.jobs, "jobs", 2, "how many sessions copy rows, and how many build indexes")
	flags.DurationVar(&b.away, "away", 50*time.Millisecond, "run copydb on bench and schema also this far away from both servers, there and back; 0 for not")
	flags.IntVar(&b.major, "major", pgtest.Newest, "PostgreSQL major of both throwaway servers")
	flags.StringVar(&b.source, "source", "", "URL of a superuser on a server to use as the source; its databases stay there")
	flags.StringVar(&b.target, "target", "", "URL of a superuser on another server to copy to")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 || b.scale <= 0 || b.rounds < 1 || b.jobs < 1 || (b.source == "") != (b.target == "") {
		return fmt.Errorf("reading the command line: %s", strings.Join(arguments, " "))
	}
	var err error
	if b.databases, err = chooseDatabases(names); err != nil {
		return err
	}
	if b.tools, err = chooseTools(tools); err != nil {
		return err
	}
	return b.run(ctx)
}
