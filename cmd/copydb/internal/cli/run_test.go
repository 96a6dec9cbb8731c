package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// slow is a table whose first row makes copydb, and nobody else, wait on the target.
const slow = `
create function linger(id int) returns int language plpgsql immutable as $$
begin
	if current_setting('application_name') = 'copydb/copy' then
		perform pg_sleep(60);
	end if;
	return id;
end $$;
create table slow (id int, lingered int generated always as (public.linger(id)) stored);
insert into slow values (1);
`

const quick = `create table quick (id int primary key); insert into quick select generate_series(1, 1000)`

// mainOn runs a command line on a console of memory.
func mainOn(ctx context.Context, terminal bool, args ...string) (code int, stdout, stderr string) {
	var out bytes.Buffer
	var screen screen
	code = Main(ctx, append([]string{"copydb"}, args...), Console{Stdout: &out, Stderr: &screen, Terminal: terminal}, NewBuild("1", "c"))
	return code, out.String(), screen.String()
}

func TestRunLeavesNothingBehind(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for _, terminal := range []bool{true, false} {
		for _, format := range []string{textFormat, jsonFormat} {
			pgtest.Goroutines(t)
			source, target := server.Database(t, quick), server.Database(t)
			code, stdout, stderr := mainOn(t.Context(), terminal, "run", "--source", source, "--target", target, "--log-format", format)
			if code != Success || !strings.Contains(stdout, "| quick |") {
				t.Errorf("terminal %v, format %s: exit code %d\n%s\n%s", terminal, format, code, stdout, stderr)
			}
			if strings.Contains(stderr, "copied public.quick: ") != (!terminal && format == textFormat) {
				t.Errorf("terminal %v, format %s: lines for people:\n%s", terminal, format, stderr)
			}
		}
	}
}

func TestRunThatIsStoppedLeavesNothingBehind(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	for _, terminal := range []bool{true, false} {
		pgtest.Goroutines(t)
		source, target := server.Database(t, slow), server.Database(t)
		ctx, stop := context.WithCancelCause(t.Context())
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			for len(pgtest.Query(t, target, `select 1 from pg_stat_activity where datname = current_database()
				and application_name = 'copydb/copy' and wait_event = 'PgSleep'`)) == 0 {
				time.Sleep(10 * time.Millisecond)
			}
			stop(run.ErrInterrupted)
		}()
		code, stdout, stderr := mainOn(ctx, terminal, "run", "--source", source, "--target", target)
		<-stopped
		if code != Interrupted || !strings.Contains(stderr, "stopping; press Ctrl-C again") ||
			!strings.HasPrefix(stderr[strings.LastIndex(stderr, "copydb: "):], "copydb: interrupted\nhint: ") ||
			!strings.Contains(stdout, "did not finish") {
			t.Errorf("terminal %v: exit code %d\n%s\n%s", terminal, code, stdout, stderr)
		}
	}
}
