package main

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// suite runs this package's tests with their servers.
type suite struct{ *testing.M }

func (s suite) Run() int { return pgtest.Main(s.M) }

// TestMain puts a program copydb, which is this test binary, into the PATH of the tests.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"copydb": main})
}

// secret is the password in every connection string of these tests. No output may hold it.
const secret = "correcthorse%2Fbattery"

// withPassword puts the password into a URL of a test server, which trusts everybody and does not look at it.
func withPassword(url string) string {
	return strings.Replace(url, "postgres@", "postgres:"+secret+"@", 1)
}

// leaks finds the password, or a part of it, in an output.
func leaks(output string) bool {
	return strings.Contains(output, "correcthorse") || strings.Contains(output, "battery")
}

// TestScripts runs testdata/*.txtar. Besides testscript's own, their commands are
//
//	cluster NAME MAJOR           start a server of the test's own
//	database NAME WHERE [FILE]   make a database on the shared server of a major, or on a cluster, run the file in it, and set
//	                             NAME to its connection string
//	beside NAME URL DATABASE [ROLE]   set NAME to the connection string of a database of the same server, for a role
//	exits CODE ARGUMENT...       run copydb, which has to return the exit code, and print no password
//	query NAME SQL               print the rows, for stdout to look at
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			clusters := map[string]*pgtest.Server{}
			testscript.Run(t, testscript.Params{
				Files:           []string{file},
				ContinueOnError: false,
				Setup: func(env *testscript.Env) error {
					env.Setenv("OLDEST", strconv.Itoa(pgtest.Oldest))
					env.Setenv("NEWEST", strconv.Itoa(pgtest.Newest))
					env.Setenv("SECRET", secret)
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"cluster": func(ts *testscript.TestScript, _ bool, args []string) {
						clusters[args[0]] = pgtest.Own(t, major(ts, args[1]), "allow_in_place_tablespaces = on")
					},
					"database": func(ts *testscript.TestScript, _ bool, args []string) { database(t, ts, clusters[args[1]], args) },
					"beside":   beside,
					"query":    func(ts *testscript.TestScript, _ bool, args []string) { query(t, ts, args) },
					"exits":    exits,
				},
			})
		})
	}
}

func major(ts *testscript.TestScript, word string) int {
	major, err := strconv.Atoi(word)
	ts.Check(err)
	return major
}

func beside(ts *testscript.TestScript, _ bool, args []string) {
	other, err := url.Parse(args[1])
	ts.Check(err)
	other.Path = "/" + args[2]
	if len(args) > 3 {
		other.User = url.UserPassword(args[3], "correcthorse/battery")
	}
	ts.Setenv(args[0], other.String())
}

func database(t *testing.T, ts *testscript.TestScript, server *pgtest.Server, args []string) {
	if server == nil {
		server = pgtest.Start(t, major(ts, args[1]))
	}
	var scripts []string
	for _, file := range args[2:] {
		scripts = append(scripts, ts.ReadFile(file))
	}
	ts.Setenv(args[0], withPassword(server.Database(t, scripts...)))
}

func query(t *testing.T, ts *testscript.TestScript, args []string) {
	for _, row := range pgtest.Query(t, ts.Getenv(args[0]), args[1]) {
		_, err := ts.Stdout().Write([]byte(strings.Join(row, " ") + "\n"))
		ts.Check(err)
	}
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec("copydb", args[1:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("running copydb: %v", err)
	}
	if leaks(ts.ReadFile("stdout")) || leaks(ts.ReadFile("stderr")) {
		ts.Fatalf("the output holds the password")
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("the exit code is %d, want %s", code, args[0])
	}
}

func TestTheFirstSignalStopsCleanly(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	done, signals := make(chan int, 1), make(chan os.Signal, 2)
	signals <- syscall.SIGTERM
	go func() {
		<-ctx.Done() // as a run does that is stopped
		done <- 42
	}()
	if got := await(done, signals, stop); got != 42 {
		t.Errorf("exit code: got %d, want what the command returned", got)
	}
	if !errors.Is(context.Cause(ctx), run.ErrInterrupted) {
		t.Errorf("cause: got %v, want %v", context.Cause(ctx), run.ErrInterrupted)
	}
}

func TestTheSecondSignalDoesNotWait(t *testing.T) {
	_, stop := context.WithCancelCause(t.Context())
	signals := make(chan os.Signal, 2)
	signals <- os.Interrupt
	signals <- os.Interrupt
	if got := await(make(chan int), signals, stop); got != 130 {
		t.Errorf("exit code: got %d, want 130", got)
	}
}
