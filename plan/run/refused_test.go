package run_test

import (
	"errors"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/preflight"
	"copydb/plan/run"
)

// TestRunRefusesWhatItWouldLeaveOut: a schema of the journal's name cannot be copied, and must not be left out in silence.
func TestRunRefusesWhatItWouldLeaveOut(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for script, want := range map[string]string{
		"create schema copydb; create table copydb.ours (a int)": "schema copydb cannot be copied",
		"create schema copydb; create table copydb.step (a int)": "a copy that has not finished",
	} {
		err := run.Run(t.Context(), endpoints(t, server.Database(t, script), server.Database(t)))
		if !errors.Is(err, preflight.ErrRefused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", script, err, want)
		}
	}
}
