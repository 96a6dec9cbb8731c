package main

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
)

// command is copydb as a process of its own.
type command struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

// start starts copydb.
func start(t *testing.T, args ...string) *command {
	t.Helper()
	c := &command{Cmd: exec.Command("copydb", args...)}
	c.Stdout, c.Stderr = &c.stdout, &c.stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // for a test that did not get to its end
		_ = c.Process.Kill()
		_ = c.Wait()
		if t.Failed() {
			t.Logf("copydb %s:\n%s", args[0], &c.stderr)
		}
	})
	return c
}

// ends waits for the process, checks its exit code and that no output holds the password, and returns what it wrote to
// stderr.
func (c *command) ends(t *testing.T, want int) string {
	t.Helper()
	var exit *exec.ExitError
	if err := c.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if leaks(c.stdout.String()) || leaks(c.stderr.String()) {
		t.Errorf("the output holds the password:\n%s%s", &c.stdout, &c.stderr)
	}
	if got := c.ProcessState.ExitCode(); got != want {
		t.Fatalf("exit code: got %d, want %d\n%s%s", got, want, &c.stdout, &c.stderr)
	}
	return c.stderr.String()
}

// tells checks that an output has all of the texts, each in a line.
func tells(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("%q is not in\n%s", text, output)
		}
	}
}

// eventually waits until a query returns a row, and returns the first.
func eventually(t *testing.T, url, sql string) []string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if rows := pgtest.Query(t, url, sql); len(rows) > 0 {
			return rows[0]
		}
	}
	t.Fatalf("no row within a minute: %s", sql)
	return nil
}
