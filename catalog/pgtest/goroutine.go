package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// How long a goroutine may take to end after its test has.
const goroutineTimeout = 10 * time.Second

// goroutineLabel marks the goroutines of a test.
const goroutineLabel = "pgtest"

// labelNumber tells tests of the same name apart, as with -count.
var labelNumber atomic.Int64

// Goroutines checks, when the test ends, that every goroutine started by it from here on has ended as well. It marks the
// test's goroutine with a profiler label, which those that it starts inherit; so tests may run in parallel.
func Goroutines(tb testing.TB) {
	tb.Helper()
	value := fmt.Sprintf("%s#%d", tb.Name(), labelNumber.Add(1))
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels(goroutineLabel, value)))
	tb.Cleanup(func() {
		tb.Helper()
		pprof.SetGoroutineLabels(context.Background())
		mark := fmt.Sprintf("%q:%q", goroutineLabel, value)
		ours := func(stack string) bool { return strings.Contains(stack, mark) }
		if left := awaitGoroutines(ours); left != "" {
			tb.Errorf("goroutines left behind:\n%s", left)
		}
	})
}

// awaitGoroutines waits until no goroutine with a wanted stack is left, and returns the stacks of those that stay.
func awaitGoroutines(wanted func(stack string) bool) string {
	deadline := time.Now().Add(goroutineTimeout)
	for {
		left := goroutines(wanted)
		if left == "" || time.Now().After(deadline) {
			return left
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// goroutines returns the wanted stacks, without those that belong to the Go runtime and to package testing.
func goroutines(wanted func(stack string) bool) string {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return err.Error()
	}
	var left strings.Builder
	// The first line is a title; then one paragraph for all goroutines of the same stack and labels.
	_, stacks, _ := strings.Cut(profile.String(), "\n")
	for _, stack := range strings.Split(stacks, "\n\n") {
		if strings.TrimSpace(stack) != "" && wanted(stack) && !isKnown(stack) {
			fmt.Fprintln(&left, stack)
		}
	}
	return left.String()
}

// isKnown recognizes goroutines that are nobody's leak: our own, those of package testing, and the one that
// receives signals for the process and never ends.
func isKnown(stack string) bool {
	for _, function := range []string{
		"pgtest.goroutines+",
		"testing.tRunner+",
		"testing.runFuzzing+",
		"os/signal.loop+",
		"runtime/pprof.profileWriter+",
	} {
		if strings.Contains(stack, function) {
			return true
		}
	}
	return false
}
