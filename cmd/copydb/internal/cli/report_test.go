package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/ddl"
	"copydb/plan/journal"
	"copydb/plan/preflight"
	"copydb/plan/run"
)

func reported(err error) string {
	var text bytes.Buffer
	reportText(&text, err)
	return text.String()
}

func TestReportText(t *testing.T) {
	duplicate := &pgconn.PgError{Severity: "ERROR", Code: "23505", Message: `duplicate key value violates unique constraint "o"`,
		Detail: "Key (id)=(5) already exists.", Where: "COPY orders, line 7"}
	missing := &pgconn.PgError{Severity: "ERROR", Code: "42703", Message: `column "b" does not exist`, Position: 15, Hint: "Look closer."}
	for _, test := range []struct {
		title string
		err   error
		want  string
	}{
		{
			"a step that the server refused",
			&run.UnfinishedError{Err: fmt.Errorf("more: %w", &run.StepError{Step: "copy orders", Side: catalog.Target, Object: "table public.orders",
				Err: &copyproto.Error{Side: catalog.Target, Err: duplicate}})},
			`copydb: target, table public.orders: duplicate key value violates unique constraint "o" (SQLSTATE 23505)
  detail: Key (id)=(5) already exists.
  where: COPY orders, line 7
hint: rows on the target clash with the copy: is something else writing there? On a quiet target, go on with copydb resume
`,
		},
		{
			"a statement that the server points into",
			&run.StepError{Side: catalog.Target, Object: "view public.v", SQL: "SELECT a,\n     b FROM t", Err: missing},
			`copydb: target, view public.v: column "b" does not exist (SQLSTATE 42703)
  at: character 15 of the statement: SELECT a, b FROM t
  the server's hint: Look closer.
`,
		},
		{
			"a statement that holds a password",
			&run.StepError{Side: catalog.Target, Object: "user mapping", SQL: "CREATE USER MAPPING ... (password 'x')", Err: missing},
			`copydb: target, user mapping: column "b" does not exist (SQLSTATE 42703)
  the server's hint: Look closer.
`,
		},
		{
			"a connection that broke",
			&run.UnfinishedError{Err: &run.StepError{Side: catalog.Source, Object: "table public.t", Err: &copyproto.Error{Side: catalog.Source, Err: errBroken}}},
			`copydb: source, table public.t: reading: unexpected EOF
hint: the source ended the connection: see its log and the network between; then go on with copydb resume
`,
		},
		{
			"a connection that broke before there was anything to resume",
			&run.StepError{Side: catalog.Source, Object: "catalogs", Err: errBroken},
			`copydb: source, catalogs: reading: unexpected EOF
hint: the source ended the connection: see its log and the network between; then give the same command again
`,
		},
		{
			"the snapshot's end",
			&run.UnfinishedError{Err: fmt.Errorf("%w: %w", catalog.ErrSnapshotLost, &pgconn.PgError{Severity: "FATAL", Code: "57P01", Message: "terminating"})},
			`copydb: the session that holds the source's snapshot was lost: terminating (SQLSTATE 57P01)
hint: find out who or what ended the session, a firewall or a restart say; then go on with copydb resume
`,
		},
		{
			"one finding",
			&preflight.Refusal{Findings: []preflight.Finding{{Side: catalog.Target, Text: "it already holds table public.t", Hint: "empty it"}}},
			"copydb: target: it already holds table public.t\nhint: empty it\n",
		},
		{
			"several findings",
			&preflight.Refusal{Findings: []preflight.Finding{
				{Side: catalog.Source, Text: "role a may not read table x", Hint: "grant"},
				{Side: catalog.Source, Text: "role a may not read table y", Hint: "grant"},
				{Side: catalog.Target, Text: "extension e is not available", Hint: "install"},
			}},
			`copydb: refused before anything was touched, for 3 reasons:
  source: role a may not read table x
  source: role a may not read table y
  target: extension e is not available
  hint: grant
  hint: install
`,
		},
		{
			"an interruption",
			&run.UnfinishedError{Err: run.ErrInterrupted},
			"copydb: interrupted\nhint: go on with copydb resume; or start again with copydb run --restart, which removes what the run made\n",
		},
		{
			"an interruption that leaves nothing to resume",
			run.ErrInterrupted,
			"copydb: interrupted\n",
		},
		{
			"exceptions that nobody has listed",
			&exceptionsError{done: "the copy is done", losses: []ddl.Loss{{Object: "table t", Reason: "no role r"}}},
			"copydb: the copy is done, with 1 exception\n  table t: no role r\n",
		},
		{
			"what a terminal would obey",
			&run.StepError{Side: catalog.Target, Object: "table a\x1b[2J", Err: errors.New("line\nbreak")},
			"copydb: target, table a\\x1b[2J: line break\n",
		},
	} {
		if diff := cmp.Diff(test.want, reported(test.err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.title, diff)
		}
	}
}

var errBroken = fmt.Errorf("reading: %w", io.ErrUnexpectedEOF)

func TestReportJSON(t *testing.T) {
	var text bytes.Buffer
	reportJSON(&text, &run.UnfinishedError{Err: &run.StepError{Side: catalog.Target, Object: "table public.orders",
		Err: &pgconn.PgError{Severity: "ERROR", Code: "53100", Message: "disk full", Detail: "no space"}}})
	var got map[string]any
	if err := json.Unmarshal(text.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", text.String(), err)
	}
	delete(got, "time")
	want := map[string]any{"level": "error", "message": "failed", "error": "target, table public.orders: disk full (SQLSTATE 53100)",
		"side": "target", "object": "table public.orders", "sqlstate": "53100", "exit-code": 1.0, "details": []any{"detail: no space"},
		"hint": "free space on the target's disk; then go on with copydb resume"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestExitCode(t *testing.T) {
	for title, test := range map[string]struct {
		err  error
		want int
	}{
		"success":              {nil, 0},
		"anything":             {errors.New("no"), 1},
		"a step":               {&run.StepError{Err: &pgconn.PgError{Code: "23505"}}, 1},
		"a lost snapshot":      {catalog.ErrSnapshotLost, 1},
		"usage":                {&usageError{}, 2},
		"a connection string":  {fmt.Errorf("reading: %w", catalog.ErrBadEndpoint), 2},
		"exceptions":           {&exceptionsError{}, 3},
		"a refusal":            {fmt.Errorf("run: %w", &preflight.Refusal{Findings: []preflight.Finding{{}}}), 5},
		"a lock":               {errors.Join(journal.ErrLocked, nil), 5},
		"an unfinished run":    {run.ErrUnfinished, 5},
		"an interruption":      {fmt.Errorf("run: %w", run.ErrInterrupted), 130},
		"an interrupted query": {errors.Join(run.ErrInterrupted, context.Canceled), 130},
		"sides":                {sidesError{errors.New("no")}, 1},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("%s: got %d, want %d", title, got, test.want)
		}
	}
}

func TestHints(t *testing.T) {
	for state, want := range map[string]string{
		"28P01": "password", "3D000": "create the database", "53100": "disk", "53300": "max_connections", "57P01": "session", "08006": "network",
		"42P07": "--drop-if-exists", "42501": "privilege", "25006": "primary", "40P01": "quiet", "58P01": "library", "0A000": "release",
		"42704": "--no-owner", "23514": "clash",
	} {
		err := &run.StepError{Side: catalog.Source, Err: &pgconn.PgError{Code: state}}
		if got := hintFor(err); !strings.Contains(got, want) || strings.Contains(got, "{side}") {
			t.Errorf("%s: got %q, want something with %q", state, got, want)
		}
	}
	for state := range stateHints {
		if len(state) != 5 && len(state) != 2 {
			t.Errorf("%s is neither an SQLSTATE nor its class", state)
		}
	}
	if got := hintFor(errors.New("something new")); got != "" {
		t.Errorf("got %q for an error that we do not know", got)
	}
}
