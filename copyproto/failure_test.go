package copyproto_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

// endless is a statement that sends 400 MB: a failure in its first buffers comes in the middle.
const endless = "copy (select i, repeat('x', 1000) from generate_series(1, 400000) i) to stdout"

const (
	rowTable = "create table t (i int, s text)"
	copyIn   = "copy t from stdin"
)

// midway returns a Progress that calls f once, when rows are flowing.
func midway(f func()) copyproto.Progress {
	var once sync.Once
	return func(int) { once.Do(f) }
}

// TestPipeServerErrors lets either server fail in every phase, inside a transaction and outside, and expects that server's
// own error and two sessions in the state that the servers say.
func TestPipeServerErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		sourceSQL       string
		targetSQL       string
		copyOut, copyIn string
		side            catalog.Side
		code            string
		sourceIsDone    bool // the source has sent all by then, so that its transaction is well
	}{
		{name: "source syntax", copyOut: "copy to nowhere", side: catalog.Source, code: "42601"},
		{name: "source without table", copyOut: "copy missing to stdout", side: catalog.Source, code: "42P01"},
		{name: "source before the first row", copyOut: "copy (select 1/0, 'x') to stdout", side: catalog.Source, code: "22012"},
		{
			name:    "source after a few rows",
			copyOut: "copy (select 1/(3 - i), 'x' from generate_series(1, 9) i) to stdout", side: catalog.Source, code: "22012",
		},
		{
			name:    "source after many rows",
			copyOut: "copy (select 1/(30000 - i), repeat('x', 1000) from generate_series(1, 60000) i) to stdout",
			side:    catalog.Source, code: "22012",
		},
		{
			name:      "source times out",
			sourceSQL: "set statement_timeout = '300ms'", copyOut: "copy (select 1, pg_sleep(600)) to stdout",
			side: catalog.Source, code: "57014",
		},
		{name: "target syntax", copyIn: "copy t from nowhere", side: catalog.Target, code: "42601"},
		{name: "target without table", copyIn: "copy missing from stdin", side: catalog.Target, code: "42P01"},
		{name: "target refuses freeze", copyIn: "copy t from stdin (freeze)", side: catalog.Target, code: "55000"},
		{name: "target misreads the first row", copyIn: "copy t (i) from stdin", side: catalog.Target, code: "22P04"},
		{
			name:      "target checks a row in the middle",
			targetSQL: "alter table t add check (i <> 30000)", side: catalog.Target, code: "23514",
		},
		{
			name:      "target checks the last row",
			targetSQL: "alter table t add check (i <> 100000)", side: catalog.Target, code: "23514",
			copyOut: "copy (select i, 'x' from generate_series(1, 100000) i) to stdout", sourceIsDone: true,
		},
		{
			name:      "target times out in a row",
			targetSQL: "alter table t add check (i <> 5000 or pg_sleep(600) is null); set statement_timeout = '300ms'",
			side:      catalog.Target, code: "57014",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable)
			exec(t, p.source, test.sourceSQL)
			exec(t, p.target, test.targetSQL)
			for _, status := range []byte{'I', 'E'} {
				if status == 'E' {
					p.begin(t)
				}
				_, err := p.pipe(orElse(test.copyOut, endless), orElse(test.copyIn, copyIn))
				checkServerError(t, err, test.side, test.code)
				checkUsable(t, p.source, sourceStatus(status, test.sourceIsDone))
				checkUsable(t, p.target, status)
				if got := pgtest.Query(t, p.targetURL, "select count(*) from t")[0][0]; got != "0" {
					t.Errorf("the target has kept %s rows", got)
				}
			}
		})
	}
}

// sourceStatus is the state of the source's transaction when that of the target's is status.
func sourceStatus(status byte, isDone bool) byte {
	if status == 'E' && isDone {
		return 'T'
	}
	return status
}

func orElse(sql, usual string) string {
	if sql == "" {
		return usual
	}
	return sql
}

func TestPipeBackendTerminated(t *testing.T) {
	t.Parallel()
	for _, side := range []catalog.Side{catalog.Source, catalog.Target} {
		t.Run(string(side), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable)
			p.begin(t)
			victim, other := p.sides(side)
			_, err := copyproto.Pipe(context.Background(), p.source, p.target, endless, copyIn, midway(func() {
				pgtest.Exec(t, p.sourceURL, fmt.Sprintf("select pg_terminate_backend(%d)", victim.PID()))
			}))
			// A backend that is terminated while its socket is full says nothing, lest it says it in the middle of a row.
			if lost := (&copyproto.Error{}); side == catalog.Target || !errors.As(err, &lost) || lost.Side != side ||
				!errors.Is(err, io.ErrUnexpectedEOF) {
				checkServerError(t, err, side, "57P01")
			}
			checkClosed(t, victim)
			checkUsable(t, other, 'E')
		})
	}
}

// TestPipeOnDeadSession finds the backend gone before the copy starts.
func TestPipeOnDeadSession(t *testing.T) {
	t.Parallel()
	for _, side := range []catalog.Side{catalog.Source, catalog.Target} {
		t.Run(string(side), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, "", rowTable)
			victim, other := p.sides(side)
			gone := fmt.Sprintf("select count(*) from pg_stat_activity where pid = %d", victim.PID())
			pgtest.Exec(t, p.sourceURL, fmt.Sprintf("select pg_terminate_backend(%d)", victim.PID()))
			for pgtest.Query(t, p.sourceURL, gone)[0][0] != "0" {
				continue
			}
			_, err := p.pipe(endless, copyIn)
			checkServerError(t, err, side, "57P01")
			checkClosed(t, victim)
			checkUsable(t, other, 'I')
		})
	}
}

func TestPipeCountMismatch(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable+`;
		create function odd() returns trigger language plpgsql as
			'begin if new.i % 2 = 0 then return null; end if; return new; end';
		create trigger odd before insert on t for each row execute function odd()`)
	p.begin(t)
	_, err := p.pipe("copy (select i, 'x' from generate_series(1, 101) i) to stdout", copyIn)
	var mismatch *copyproto.CountMismatchError
	if !errors.As(err, &mismatch) || mismatch.Source != 101 || mismatch.Target != 51 {
		t.Errorf("error is %v, want a mismatch of 101 and 51", err)
	}
	checkUsable(t, p.source, 'T')
	checkUsable(t, p.target, 'T')
}

// TestPipeNotices lets both servers remark on every row, more than anybody would keep.
func TestPipeNotices(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, `create function remark(i int) returns int language plpgsql as
			'begin raise notice ''source % %'', i, repeat(''y'', 1000); return i; end'`,
		rowTable+`;
		create function remark() returns trigger language plpgsql as
			'begin raise notice ''target % %'', new.i, repeat(''z'', 1000); return new; end';
		create trigger remark before insert on t for each row execute function remark()`)
	const rows = 20_000
	result, err := p.pipe(fmt.Sprintf("copy (select remark(i), 'x' from generate_series(1, %d) i) to stdout", rows), copyIn)
	if err != nil || result.Rows != rows {
		t.Fatalf("copied %d rows, error %v", result.Rows, err)
	}
	if len(result.Notices) != 2*copyproto.MaxNotices {
		t.Fatalf("kept %d notices, want %d", len(result.Notices), 2*copyproto.MaxNotices)
	}
	first, last := result.Notices[0].Message, result.Notices[len(result.Notices)-1].Message
	if !strings.HasPrefix(first, "source 1 y") || !strings.HasPrefix(last, fmt.Sprintf("target %d z", copyproto.MaxNotices)) {
		t.Errorf("notices go from %.20q to %.20q", first, last)
	}
	checkUsable(t, p.source, 'I')
	checkUsable(t, p.target, 'I')
}

// TestPipeSettingsAndNotifications lets the servers say things that have nothing to do with the copy.
func TestPipeSettingsAndNotifications(t *testing.T) {
	t.Parallel()
	for _, majors := range pgtest.Pairs() {
		t.Run(fmt.Sprintf("%d to %d", majors[0], majors[1]), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPairOf(t, majors, "", rowTable+`;
				create function say() returns trigger language plpgsql as $$ begin
					perform pg_notify('news', new.i::text), set_config('application_name', 'pgtest ' || new.i, false);
					return new;
				end $$;
				create trigger say before insert on t for each row execute function say()`)
			exec(t, p.target, "listen news")
			out := "copy (select i, set_config('application_name', 'pgtest ' || i, false) from generate_series(1, 100) i) to stdout"
			result, err := p.pipe(out, copyIn)
			if err != nil || result.Rows != 100 {
				t.Errorf("copied %d rows, error %v", result.Rows, err)
			}
			checkUsable(t, p.source, 'I')
			checkUsable(t, p.target, 'I')
		})
	}
}

// TestPipeWrongStatements gives statements that are no COPY between client and server.
func TestPipeWrongStatements(t *testing.T) {
	t.Parallel()
	const few = "copy (select i, 'x' from generate_series(1, 9) i) to stdout"
	for _, test := range []struct {
		name, copyOut, copyIn string
		side                  catalog.Side
	}{
		{"source query", "select 1", copyIn, catalog.Source},
		{"source command", "create table u ()", copyIn, catalog.Source},
		{"source of nothing", "", copyIn, catalog.Source},
		{"source the wrong way", "copy t from stdin", copyIn, catalog.Source},
		{"target query", few, "select 1", catalog.Target},
		{"target command", few, "create table u ()", catalog.Target},
		{"target of nothing", few, "", catalog.Target},
		{"target the wrong way", few, "copy t to stdout", catalog.Target},
		{"target twice", few, copyIn + ";" + copyIn, catalog.Target},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, rowTable, rowTable)
			_, err := p.pipe(test.copyOut, test.copyIn)
			var failed *copyproto.Error
			if !errors.As(err, &failed) || failed.Side != test.side {
				t.Errorf("error is %v, want one of the %v", err, test.side)
			}
		})
	}
}

func TestPipeOnUnusableConnection(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	busy := p.target.Exec(context.Background(), "select 1")
	if _, err := p.pipe(endless, copyIn); err == nil || err.Error() != "target: connection is closed or busy" {
		t.Errorf("on a busy connection the error is %v", err)
	}
	if err := busy.Close(); err != nil {
		t.Error(err)
	}
	checkUsable(t, p.target, 'I')
	p.source.Close(context.Background())
	if _, err := p.pipe(endless, copyIn); err == nil || err.Error() != "source: connection is closed or busy" {
		t.Errorf("on a closed connection the error is %v", err)
	}
	checkUsable(t, p.target, 'I')
}
