package preflight_test

import (
	"errors"
	"testing"

	"copydb/catalog"
	"copydb/plan/preflight"
)

// TestRefuse: only what a run cannot succeed with refuses it, all of that at once, and each with what to do about it.
func TestRefuse(t *testing.T) {
	t.Parallel()
	slow := preflight.Finding{Side: catalog.Target, Text: "shared_buffers is small"}
	standby := preflight.Finding{Side: catalog.Target, Refused: true, Text: "it is a standby", Hint: "give the primary"}
	denied := preflight.Finding{Side: catalog.Source, Refused: true, Text: "role r may not read table t"}
	if err := preflight.Refuse([]preflight.Finding{slow}); err != nil {
		t.Errorf("refused for %v", err)
	}
	err := preflight.Refuse([]preflight.Finding{slow, standby, denied})
	if !errors.Is(err, preflight.ErrRefused) || err.Error() != "target: it is a standby (and 1 more)" {
		t.Errorf("got %v", err)
	}
	for finding, want := range map[preflight.Finding]string{
		slow:    "target: shared_buffers is small",
		standby: "target: it is a standby (give the primary)",
	} {
		if got := finding.Advice(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
