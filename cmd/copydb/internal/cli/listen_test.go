package cli

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan/run"
)

// TestListen asks as monitoring does, while a run copies and while it follows.
func TestListen(t *testing.T) {
	l, err := startListener("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ask := func(path string) (int, string) {
		response, err := client.Get("http://" + l.address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	l.observe(run.StageEntered{Stage: "copy"})
	if code, _ := ask("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz while copying: got %d", code)
	}
	if code, _ := ask("/healthz"); code != http.StatusOK {
		t.Errorf("/healthz: got %d", code)
	}
	l.observe(run.Followed{Status: logical.Status{Stage: "follow", SourceLSN: catalog.LSN(1500), ReplayLSN: catalog.LSN(1000), SpoolBytes: 77, Transactions: 9}})
	if code, _ := ask("/readyz"); code != http.StatusOK {
		t.Errorf("/readyz while following: got %d", code)
	}
	_, body := ask("/metrics")
	for _, want := range []string{"copydb_lag_bytes 500\n", "copydb_spool_bytes 77\n", "copydb_lag_transactions 9\n", "# TYPE copydb_applied_changes_total counter\n"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
}
