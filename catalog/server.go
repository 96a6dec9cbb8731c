package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Server is what one probe of a connection told about the server, the database and the role. This file is the only one
// that knows version numbers: everything else asks a capability by its name.
type Server struct {
	Version    int // server_version_num, for example 180004
	Database   string
	Role       string
	Superuser  bool
	InRecovery bool   // a standby
	Encoding   string // of the database
	SystemID   string // of the cluster; "" where the role may not read it
	StartedAt  string // the postmaster's start, to tell one server from another behind one address
}

// ProbeServer asks once for everything that later decisions need.
func ProbeServer(ctx context.Context, conn *pgx.Conn) (Server, error) {
	sql, err := querySQL("server", Server{})
	if err != nil {
		return Server{}, err
	}
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return Server{}, fmt.Errorf("probing the server: %w", err)
	}
	server, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Server])
	if err != nil {
		return Server{}, fmt.Errorf("probing the server: %w", err)
	}
	return server, nil
}

// The majors that copydb knows.
const (
	oldest = 13
	newest = 18
)

// Major returns the major version, 18 of 180004.
func (s Server) Major() int { return s.Version / 10000 }

// Known says whether this release knows the server's major version.
func (s Server) Known() bool { return s.Major() >= oldest && s.Major() <= newest }

// HasTIDRangeScan: ctid ranges are read without a scan of the whole table.
func (s Server) HasTIDRangeScan() bool { return s.Major() >= 14 }

// HasColumnCompression: columns have a compression method of their own.
func (s Server) HasColumnCompression() bool { return s.Major() >= 14 }

// HasNamedNotNull: NOT NULL is a constraint with a name, and can be NOT VALID or NO INHERIT.
func (s Server) HasNamedNotNull() bool { return s.Major() >= 18 }

// HasNotEnforced: foreign keys and checks can be NOT ENFORCED.
func (s Server) HasNotEnforced() bool { return s.Major() >= 18 }

// HasWithoutOverlaps: keys and foreign keys can be over periods.
func (s Server) HasWithoutOverlaps() bool { return s.Major() >= 18 }
