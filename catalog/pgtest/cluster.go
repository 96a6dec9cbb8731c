package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// settings of every server; a caller's own come after them, and the last one wins.
const settings = `
listen_addresses = '127.0.0.1'
wal_level = logical
max_connections = 200
max_prepared_transactions = 10
max_replication_slots = 20
max_wal_senders = 20
shared_buffers = 64MB
dynamic_shared_memory_type = mmap # inside the data folder: gone with it, and not bounded by a container's /dev/shm
fsync = off
full_page_writes = off
log_line_prefix = '%m [%p] %d %a '
log_timezone = 'UTC'
timezone = 'UTC'
`

// socketPathLimit is the longest path that the system takes for a unix socket (108 bytes on Linux, 104 elsewhere).
const socketPathLimit = 103

// initialize makes the cluster in s.Dir: its data folder, and its settings.
func (s *Server) initialize(own []string) error {
	if err := s.account.ownFolder(s.Dir); err != nil {
		return err
	}
	data := filepath.Join(s.Dir, "data")
	cmd := exec.Command(filepath.Join(s.bin, "initdb"), "--pgdata="+data, "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	s.account.apply(cmd)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running initdb: %w\n%s", err, output)
	}
	return appendFile(filepath.Join(data, "postgresql.conf"), s.configuration(own))
}

func (s *Server) configuration(own []string) string {
	var lines strings.Builder
	lines.WriteString(settings)
	socket := s.Dir
	if len(filepath.Join(socket, ".s.PGSQL.65535.lock")) > socketPathLimit {
		socket = "" // the loopback has to do
	}
	fmt.Fprintf(&lines, "unix_socket_directories = '%s'\n", strings.ReplaceAll(socket, "'", "''"))
	for _, setting := range own {
		lines.WriteString(setting + "\n")
	}
	return lines.String()
}

func appendFile(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
