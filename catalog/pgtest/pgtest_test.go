package pgtest_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// ends are the majors most likely to differ.
var ends = []int{pgtest.Oldest, pgtest.Newest}

func TestStartEveryMajor(t *testing.T) {
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			s := pgtest.Start(t, major)
			if again := pgtest.Start(t, major); again != s {
				t.Errorf("second Start gave another server")
			}
			got := pgtest.Query(t, s.URL("postgres"), `select current_setting('server_version_num')::int / 10000,
				current_setting('wal_level'), current_setting('server_encoding'), rolsuper
				from pg_roles where rolname = current_user`)
			want := fmt.Sprintf("[[%d logical UTF8 t]]", major)
			if fmt.Sprint(got) != want {
				t.Errorf("server says %v, want %s", got, want)
			}
		})
	}
}

func TestQueryReturnsTextAndNull(t *testing.T) {
	t.Parallel()
	db := pgtest.Start(t, pgtest.Newest).Database(t,
		"create table t (a int, b text); insert into t values (1, null), (2, '')", "insert into t values (3, 'NULL')")
	got := pgtest.Query(t, db, "select * from t order by a; select true")
	if want := `[["1" "NULL"] ["2" ""] ["3" "NULL"] ["t"]]`; fmt.Sprintf("%q", got) != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

func TestDatabasesAreTheTestsOwn(t *testing.T) {
	t.Parallel()
	for _, major := range ends {
		s := pgtest.Start(t, major)
		var names []string
		t.Run("inner", func(t *testing.T) {
			for range 2 {
				db := s.Database(t, "create table t ()")
				names = append(names, pgtest.Query(t, db, "select current_database()")[0][0])
			}
		})
		if names[0] == names[1] {
			t.Errorf("two databases of the same name %s", names[0])
		}
		left := pgtest.Query(t, s.URL("postgres"), "select datname from pg_database where datname = any('{"+
			strings.Join(names, ",")+"}')")
		if len(left) != 0 {
			t.Errorf("%d: databases left after their test: %v", major, left)
		}
	}
}

func TestDatabaseReportsWhatIsLeftBehind(t *testing.T) {
	t.Parallel()
	for _, major := range ends {
		s := pgtest.Start(t, major)
		r := &recorder{TB: t}
		db := s.Database(r)
		name := pgtest.Query(t, db, "select current_database()")[0][0]
		pgtest.Exec(t, db, "select pg_create_logical_replication_slot('left_"+name+"', 'pgoutput')")
		pgtest.Exec(t, db, "create table t (); begin; insert into t default values; prepare transaction '"+name+"'")
		conn, err := pgconn.Connect(context.Background(), db+"?application_name=copydb/copy")
		if err != nil {
			t.Fatal(err)
		}
		r.cleanUp()
		conn.Close(context.Background())
		for _, want := range []string{"session left behind in " + name, "copydb/copy", "slot left behind in " + name} {
			if !strings.Contains(r.text(), want) {
				t.Errorf("%d: %q not reported in:\n%s", major, want, r.text())
			}
		}
		if left := pgtest.Query(t, s.URL("postgres"), "select from pg_database where datname = '"+name+"'"); len(left) != 0 {
			t.Errorf("%d: database with a slot was not dropped", major)
		}
	}
}

func TestGoroutinesReportsALeak(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	pgtest.Goroutines(r)
	go func() { <-stop }()
	ended := make(chan struct{})
	go close(ended)
	<-ended
	r.cleanUp()
	if got := strings.Count(r.text(), "TestGoroutinesReportsALeak.func"); got != 1 {
		t.Errorf("%d goroutines reported, want 1:\n%s", got, r.text())
	}
}

func TestGoroutinesIgnoresOtherTests(t *testing.T) {
	t.Parallel()
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	go func() { <-stop }() // as if another test had started it
	pgtest.Goroutines(t)
	pgtest.Own(t, pgtest.Newest).Database(t)
}

func TestOwnTakesSettings(t *testing.T) {
	t.Parallel()
	for _, major := range ends {
		s := pgtest.Own(t, major, "max_connections=20", "search_path = 'it''s'")
		got := pgtest.Query(t, s.URL("postgres"), "show max_connections; show search_path")
		if fmt.Sprint(got) != "[[20] [it's]]" {
			t.Errorf("%d: settings are %v", major, got)
		}
	}
}

func TestOwnLeavesNothing(t *testing.T) {
	t.Parallel()
	var dir string
	t.Run("inner", func(t *testing.T) {
		dir = pgtest.Own(t, pgtest.Newest).Dir
	})
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("folder %s is still there (%v)", dir, err)
	}
	if left := processesIn(t, dir); len(left) != 0 {
		t.Errorf("processes left: %v", left)
	}
}

func TestKillAndRestart(t *testing.T) {
	for _, major := range ends {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			s := pgtest.Own(t, major)
			db := s.Database(t, "create table t (a int)")
			pgtest.Exec(t, db, "insert into t values (1)")
			busy := startSession(t, db)
			if err := s.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := <-busy; err == nil {
				t.Error("a session outlived the server")
			}
			if left := processesIn(t, s.Dir); len(left) != 0 {
				t.Errorf("processes left: %v", left)
			}
			refuseConnection(t, db)
			if err := s.Restart(); err != nil {
				t.Fatal(err)
			}
			if got := pgtest.Query(t, db, "table t"); fmt.Sprint(got) != "[[1]]" {
				t.Errorf("after recovery: %v, want the committed row", got)
			}
		})
	}
}

func TestStopAndRestart(t *testing.T) {
	t.Parallel()
	for _, major := range ends {
		s := pgtest.Own(t, major)
		db := s.Database(t, "create table t (a int)")
		busy := startSession(t, db)
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
		if err := <-busy; err == nil {
			t.Error("a session outlived the server")
		}
		refuseConnection(t, db)
		if err := s.Stop(); err != nil {
			t.Errorf("stopping a stopped server: %v", err)
		}
		if err := s.Kill(); err == nil {
			t.Error("killed a stopped server")
		}
		for range 2 { // once from a stopped server, once from a running one
			if err := s.Restart(); err != nil {
				t.Fatal(err)
			}
			pgtest.Exec(t, db, "table t")
		}
	}
}

func TestLaunch(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a folder", strings.Repeat("with a long name ", 5))
	s, err := pgtest.Launch(dir, pgtest.Newest)
	if err != nil {
		t.Fatal(err)
	}
	if got := pgtest.Query(t, s.URL("postgres"), "select 1"); fmt.Sprint(got) != "[[1]]" {
		t.Errorf("got %v", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

func TestLaunchSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := pgtest.Launch(t.TempDir(), pgtest.Newest, "wal_level=nonsense")
	if err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("got error %v, want the server's own words", err)
	}
	_, err = pgtest.Launch(t.TempDir(), 12)
	if err == nil || !strings.Contains(err.Error(), "run make postgres") {
		t.Errorf("got error %v, want the hint", err)
	}
}

// recorder is a test that notes its failures instead of failing.
type recorder struct {
	testing.TB
	failures []string
	cleanups []func()
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Log(...any)       {}
func (r *recorder) Failed() bool     { return len(r.failures) > 0 }
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) text() string     { return strings.Join(r.failures, "\n") }

func (r *recorder) cleanUp() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
}

// startSession starts a statement that never ends, and returns the channel that its error comes on.
func startSession(t *testing.T, db string) <-chan error {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := conn.Exec(context.Background(), "select pg_sleep(1e6)").ReadAll()
		conn.Close(context.Background())
		ended <- err
	}()
	return ended
}

func refuseConnection(t *testing.T, db string) {
	t.Helper()
	address, err := url.Parse(db)
	if err != nil {
		t.Fatal(err)
	}
	if conn, err := net.Dial("tcp", address.Host); err == nil {
		conn.Close()
		t.Errorf("somebody listens on %s", address.Host)
	}
}

// processesIn returns the processes that work in a folder, as every process of a server does in its data folder.
func processesIn(t *testing.T, dir string) []string {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, link := range links {
		if cwd, err := os.Readlink(link); err == nil && strings.HasPrefix(cwd, dir) {
			found = append(found, link)
		}
	}
	return found
}
