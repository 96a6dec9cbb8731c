package pgtest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// registry holds the servers that the tests of this process share.
type registry struct {
	mu      sync.Mutex
	open    bool // Main is running, so that somebody will stop them
	servers map[int]func() (*Server, error)
	started []*scratch
}

var shared registry

// Main is what a TestMain calls. It runs the tests, stops the servers they shared, checks that all goroutines have ended,
// and returns the exit code.
func Main(m *testing.M) int {
	shared.begin()
	code := m.Run()
	if err := shared.end(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if code != 0 {
		return code
	}
	if left := awaitGoroutines(func(string) bool { return true }); left != "" {
		fmt.Fprintf(os.Stderr, "goroutines left behind by the tests of this package:\n%s", left)
		return 1
	}
	return 0
}

// Start returns the server of a major that all tests of this process share. The first test to ask starts it, Main stops
// it. A test changes nothing in it that outlives its own databases.
func Start(tb testing.TB, major int) *Server {
	tb.Helper()
	s, err := shared.server(major)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Own starts a server for one test alone, to be killed, restarted or configured (see [Launch] for settings), and stops it
// when the test ends.
func Own(tb testing.TB, major int, settings ...string) *Server {
	tb.Helper()
	folder, err := newScratch()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if folder.server != nil && tb.Failed() {
			tb.Logf("the log of PostgreSQL %d ends:\n%s", major, folder.server.lastLog(20))
		}
		if err := folder.remove(); err != nil {
			tb.Error(err)
		}
	})
	folder.server, err = Launch(folder.dir, major, settings...)
	if err != nil {
		tb.Fatal(err)
	}
	return folder.server
}

func (r *registry) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = true
	r.servers = map[int]func() (*Server, error){}
}

// server returns the shared server of a major. Tests that want different majors start them side by side.
func (r *registry) server(major int) (*Server, error) {
	r.mu.Lock()
	if !r.open {
		r.mu.Unlock()
		return nil, errors.New("starting a shared server: TestMain has to call pgtest.Main")
	}
	start, ok := r.servers[major]
	if !ok {
		start = sync.OnceValues(func() (*Server, error) { return r.launch(major) })
		r.servers[major] = start
	}
	r.mu.Unlock()
	return start()
}

func (r *registry) launch(major int) (*Server, error) {
	folder, err := newScratch()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.started = append(r.started, folder)
	r.mu.Unlock()
	s, err := Launch(folder.dir, major)
	folder.server = s
	return s, err
}

func (r *registry) end() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = false
	var errs []error
	for _, folder := range r.started {
		errs = append(errs, folder.remove())
	}
	return errors.Join(errs...)
}

// logOf returns the last of what the server logged about a database.
func (s *Server) logOf(database string) string {
	const limit = 20
	var about []string
	for _, line := range readLines(s.logFile()) {
		if strings.Contains(line, " "+database+" ") {
			about = append(about, line)
		}
	}
	return fmt.Sprintf("the log of PostgreSQL %d ends, for %s:\n%s", s.Major, database,
		strings.Join(about[max(0, len(about)-limit):], "\n"))
}
