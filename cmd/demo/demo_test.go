package main

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"copydb/catalog/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// small is a shop that is copied in a moment.
const small = 0.01

// screen keeps what a demo prints, and tells when it prints a text that is waited for.
type screen struct {
	mu    sync.Mutex
	text  strings.Builder
	await string
	seen  func()
}

func (s *screen) Write(printed []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(printed)
	if s.await != "" && strings.Contains(s.text.String(), s.await) {
		s.await = ""
		s.seen()
	}
	return len(printed), nil
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// newDemo returns a small demo of a program, and checks at the end of the test that nothing of it is left.
func newDemo(t *testing.T, program string) (*demo, *screen) {
	t.Helper()
	pgtest.Goroutines(t)
	shown := &screen{}
	d := &demo{program: program, scale: small, out: shown}
	d.from, d.to = defaultPair(pgtest.Majors())
	t.Cleanup(func() { checkNothingLeft(t, shown.String()) })
	return d, shown
}

// checkNothingLeft looks for the folder and the servers that a demo told of.
func checkNothingLeft(t *testing.T, shown string) {
	t.Helper()
	folder := regexp.MustCompile(`servers in (\S+),`).FindStringSubmatch(shown)
	if folder == nil {
		t.Errorf("no folder is told in:\n%s", shown)
		return
	}
	if _, err := os.Stat(folder[1]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder %s is left behind: %v", folder[1], err)
	}
	for _, address := range regexp.MustCompile(`postgres://\S+`).FindAllString(shown, -1) {
		server, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if conn, err := net.Dial("tcp", server.Host); err == nil {
			conn.Close()
			t.Errorf("a server still listens on %s", server.Host)
		}
	}
}

// script makes a program that stands in for copydb.
func script(t *testing.T, lines string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "copydb")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"+lines+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}

func TestDemo(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "copydb")
	if output, err := exec.Command("go", "build", "-o", program, "../copydb").CombinedOutput(); err != nil {
		t.Fatalf("building copydb: %v\n%s", err, output)
	}
	d, shown := newDemo(t, program)
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	for _, want := range []string{"tables 28 equal", "sequences 7 equal", "large objects 5 equal"} {
		if !strings.Contains(strings.Join(strings.Fields(shown.String()), " "), want) {
			t.Errorf("%q is missing in:\n%s", want, shown)
		}
	}
	if strings.Contains(shown.String(), "DIFFERENT") {
		t.Errorf("the copy differs:\n%s", shown)
	}
}

func TestDemoOfAProgramThatCopiesNothing(t *testing.T) {
	t.Parallel()
	d, shown := newDemo(t, script(t, "exit 0"))
	if err := d.run(t.Context()); !errors.Is(err, errDifferent) {
		t.Errorf("got %v, want %v\n%s", err, errDifferent, shown)
	}
}

func TestDemoOfAProgramThatFails(t *testing.T) {
	t.Parallel()
	d, shown := newDemo(t, script(t, "exit 3"))
	var exit *exec.ExitError
	if err := d.run(t.Context()); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("got %v, want exit code 3\n%s", err, shown)
	}
}

func TestInterruptedDemo(t *testing.T) {
	t.Parallel()
	for name, await := range map[string]string{"while filling": "Filling", "while copying": "under way"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, shown := newDemo(t, script(t, "echo under way; exec sleep 600"))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			shown.await, shown.seen = await, cancel
			if err := d.run(ctx); !errors.Is(err, errInterrupted) {
				t.Errorf("got %v, want %v\n%s", err, errInterrupted, shown)
			}
		})
	}
}

// TestProof compares two shops that are equal at first, and then changes one of them, a little each time.
func TestProof(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	server := pgtest.Own(t, pgtest.Newest)
	roles, err := shop.ReadFile("shop/roles.sql")
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, server.URL("postgres"), string(roles))
	source, target := server.Database(t), server.Database(t)
	for _, database := range []string{source, target} {
		if _, err := fill(t.Context(), database, small); err != nil {
			t.Fatal(err)
		}
	}
	before, equal := proof(t, source, target)
	if !equal {
		t.Fatalf("two shops filled alike differ:\n%s", before)
	}
	for _, change := range []struct{ sql, shows string }{
		{"update shop.reviews set helpful = '{99,0}' where product = 1001", "target: shop.reviews: 120 rows"},
		{"delete from shop.carts where customer = 1", "target: shop.carts: 19 rows"},
		{"select setval('sales.order_number', 5)", "target: sales.order_number: at 5"},
		{"select lo_put(500003, 7, 'x')", "target: large object 500003"},
		{"create index late on shop.carts (expires)", "target: CREATE INDEX"},
		{"drop statistics sales.orders_country_status", "source: extended statistics: 1"},
	} {
		pgtest.Exec(t, target, change.sql)
		after, equal := proof(t, source, target)
		if equal || strings.Contains(before, change.shows) || !strings.Contains(after, change.shows) {
			t.Errorf("after %s, %q is missing in:\n%s", change.sql, change.shows, after)
		}
		before = after
	}
}

func proof(t *testing.T, source, target string) (shown string, equal bool) {
	t.Helper()
	var out strings.Builder
	equal, err := prove(t.Context(), &out, source, target)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), equal
}
