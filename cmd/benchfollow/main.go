// Command benchfollow holds copydb's following against a native subscription, on one machine and in one run: it makes a
// backlog of changes on one throwaway server, and measures how long each takes to bring it to another.
//
//   - native: a subscription with binary = true, streaming = parallel, synchronous_commit = off.
//   - walsender: a slot is read and thrown away. Nothing that reads from the slot can be faster.
//   - slot: copydb applies what it reads from its slot.
//   - spool: copydb applies what it has received already, into a folder, as copydb stream receive does.
//   - round trips: as spool, with 50 ms between copydb and the target.
//
// Every database begins as a copy of the same template, and is compared with the source afterwards.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/plan/run"
)

func main() {
	run.LimitGarbage()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := start(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchfollow:", err)
		os.Exit(1)
	}
}

// start reads the flags and runs the benchmark.
func start(ctx context.Context, arguments []string) error {
	b := bench{out: os.Stdout, sessions: map[string]int{}}
	var backlogs, ways string
	flags := flag.NewFlagSet("benchfollow", flag.ContinueOnError)
	flags.Float64Var(&b.scale, "scale", 1, "how large the backlogs are; 1 is the size that the marks are for")
	flags.IntVar(&b.major, "major", pgtest.Newest, "PostgreSQL major of both servers")
	flags.StringVar(&backlogs, "backlogs", "tpcb,insert,update,small", "which backlogs, by their names")
	flags.StringVar(&ways, "ways", "native,walsender,slot,spool,rtt", "which ways to bring them over; rtt is for the first backlog alone")
	flags.IntVar(&b.lanes, "lanes", apply.DefaultLanes(), "how many sessions apply what was spooled")
	flags.StringVar(&b.profile, "profile", "", "a file for a CPU profile of what copydb does")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 || b.scale <= 0 {
		return fmt.Errorf("reading the command line: %s", strings.Join(arguments, " "))
	}
	b.ways = strings.Split(ways, ",")
	for name := range strings.SplitSeq(backlogs, ",") {
		chosen, err := backlogNamed(name)
		if err != nil {
			return err
		}
		b.backlogs = append(b.backlogs, chosen)
	}
	return b.run(ctx)
}
