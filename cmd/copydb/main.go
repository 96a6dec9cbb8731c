// Command copydb copies a PostgreSQL database to another server.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"copydb/cmd/copydb/internal/cli"
	"copydb/plan/run"
)

// Set by the linker: -ldflags "-X main.version=... -X main.commit=...".
var version, commit string

func main() {
	run.LimitGarbage()
	os.Exit(copydb())
}

// copydb runs the command line and returns the exit code. The first signal asks for a clean stop, the second for none.
func copydb() int {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	done := make(chan int, 1)
	go func() {
		done <- cli.Main(ctx, os.Args, cli.SystemConsole(), cli.NewBuild(version, commit))
	}()
	return await(done, signals, stop)
}

// await returns the exit code, which is not waited for when a second signal comes.
func await(done <-chan int, signals <-chan os.Signal, stop context.CancelCauseFunc) int {
	select {
	case code := <-done:
		return code
	case <-signals:
		stop(run.ErrInterrupted)
	}
	select {
	case code := <-done:
		return code
	case <-signals:
		return cli.Interrupted
	}
}
