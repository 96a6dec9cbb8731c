package pgtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// How long a server may take to accept sessions, and to stop when asked nicely.
const (
	startTimeout = 2 * time.Minute
	stopTimeout  = 30 * time.Second
)

// Server is one throwaway server. Its methods are not safe for concurrent use, but for URL and Database.
type Server struct {
	// Major is the server's major version.
	Major int
	// Dir holds all that belongs to the server: data, log, socket and settings.
	Dir string

	port      int
	bin       string
	account   *account
	process   *process // nil while it does not run
	databases atomic.Int64
}

// Launch makes a cluster of the given major in dir, which it creates if need be, and starts a server on it. Each setting
// is a line for postgresql.conf, as in "work_mem = '8MB'". The caller stops the server and removes dir.
func Launch(dir string, major int, settings ...string) (*Server, error) {
	bin, err := programs(major)
	if err != nil {
		return nil, err
	}
	s := &Server{Major: major, Dir: dir, bin: bin}
	if s.account, err = serverAccount(); err != nil {
		return nil, err
	}
	if err := s.initialize(settings); err != nil {
		return nil, fmt.Errorf("making a cluster of PostgreSQL %d: %w", major, err)
	}
	if err := s.startOnFreePort(); err != nil {
		return nil, fmt.Errorf("starting PostgreSQL %d: %w", major, err)
	}
	return s, nil
}

// URL returns the connection string of the superuser for a database of the server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s", s.port, database)
}

// Stop ends all sessions, stops the server and waits until it is gone; its data stays. A server that does not stop, say
// because a receiver of its replication stream hangs, is made to. Stopping a stopped server does nothing.
func (s *Server) Stop() error {
	return s.stop(syscall.SIGINT)
}

// Kill ends the server and all its sessions at once, as when the machine loses its power, and waits until they are gone.
func (s *Server) Kill() error {
	if s.process == nil {
		return errors.New("killing a server that is not running")
	}
	defer func() { s.process = nil }()
	return s.process.killAll(filepath.Join(s.Dir, "data"))
}

// Restart stops the server if it runs, and starts it again on the same port; after Kill, the server recovers first.
func (s *Server) Restart() error {
	if err := s.Stop(); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return fmt.Errorf("restarting PostgreSQL %d: %w", s.Major, err)
	}
	return nil
}

func (s *Server) stop(signal syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	p := s.process
	s.process = nil
	select {
	case <-p.done:
		return fmt.Errorf("PostgreSQL %d has ended by itself; its log ends:\n%s", s.Major, s.lastLog(20))
	default:
	}
	for _, next := range []syscall.Signal{signal, syscall.SIGQUIT, syscall.SIGKILL} {
		p.signal(next)
		select {
		case <-p.done:
			return nil
		case <-time.After(stopTimeout):
		}
	}
	return fmt.Errorf("stopping PostgreSQL %d: process %d outlives every signal", s.Major, p.pid)
}

// startOnFreePort tries several ports, since another process may take one between our look and the server's own bind.
func (s *Server) startOnFreePort() error {
	var err error
	for range 10 {
		if s.port, err = freePort(); err != nil {
			return err
		}
		if err = s.start(); err == nil || !strings.Contains(s.lastLog(20), "could not bind") {
			return err
		}
	}
	return err
}

// freePort picks a port below the range that the system gives to outgoing connections, so that the clients of one test
// never sit on the port that a restarted server of another wants back.
func freePort() (int, error) {
	const first, last = 10_000, 32_000
	for range 100 {
		port := first + rand.IntN(last-first)
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("finding a free port: none in 100 tries")
}

// start runs postgres on the cluster and waits until it accepts sessions.
func (s *Server) start() error {
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	data := filepath.Join(s.Dir, "data")
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), "-D", data, "-p", strconv.Itoa(s.port))
	s.account.apply(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	p, err := startProcess(cmd)
	if err != nil {
		return err
	}
	if err := s.waitReady(p, data); err != nil {
		p.signal(syscall.SIGQUIT)
		<-p.done
		return fmt.Errorf("%w; its log ends:\n%s", err, s.lastLog(20))
	}
	s.process = p
	return nil
}

// waitReady polls the server's own status file, as pg_ctl does: unlike a connection it cannot meet a stranger's server.
func (s *Server) waitReady(p *process, data string) error {
	deadline := time.After(startTimeout)
	for {
		select {
		case <-p.done:
			return errors.New("server ended while starting")
		case <-deadline:
			return fmt.Errorf("server not ready after %v", startTimeout)
		case <-time.After(10 * time.Millisecond):
		}
		status := readLines(filepath.Join(data, "postmaster.pid"))
		if len(status) >= 8 && status[0] == strconv.Itoa(p.pid) && strings.TrimSpace(status[7]) == "ready" {
			return nil
		}
	}
}

func (s *Server) logFile() string { return filepath.Join(s.Dir, "postgres.log") }

// lastLog returns the last lines of the server's log.
func (s *Server) lastLog(count int) string {
	lines := readLines(s.logFile())
	return strings.Join(lines[max(0, len(lines)-count):], "\n")
}

// readLines returns a file's lines, none if it cannot be read.
func readLines(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}
