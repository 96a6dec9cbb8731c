//go:build linux

package pgtest_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
)

// victim tells TestVictim where it runs: in a process of its own.
const victim = "PGTEST_VICTIM"

// TestVictim is the process that TestKilledRun kills.
func TestVictim(t *testing.T) {
	if os.Getenv(victim) == "" {
		return
	}
	s := pgtest.Start(t, pgtest.Newest)
	os.Stdout.WriteString("dir " + s.Dir + "\n")
	select {}
}

// A test run that is killed takes its servers with it, and the next one sweeps up their folders.
func TestKilledRun(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	cmd.Env = append(os.Environ(), victim+"=1")
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	dir, ok := strings.CutPrefix(strings.TrimSpace(line), "dir ")
	if !ok {
		t.Errorf("victim says %q (%v)", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if !ok {
		return
	}
	for deadline := time.Now().Add(time.Minute); len(processesIn(t, dir)) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("processes outlive the test run: %v", processesIn(t, dir))
		}
	}
	pgtest.Own(t, pgtest.Newest)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("folder %s is still there (%v)", dir, err)
	}
}
