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

// PublicOwner returns who owns the public schema of a new database, "" where that is the cluster's first superuser.
func (s Server) PublicOwner() string {
	if s.Major() < 15 {
		return ""
	}
	return "pg_database_owner"
}

// PublicIsOpen: everybody can make objects in the public schema of a new database.
func (s Server) PublicIsOpen() bool { return s.Major() < 15 }

// KnowsPrivilege says whether there is a privilege that access lists write as letter.
func (s Server) KnowsPrivilege(letter byte) bool { return letter != 'm' || s.Major() >= 17 }

// KnowsDefaultPrivileges says whether ALTER DEFAULT PRIVILEGES can tell of objects of pg_default_acl's letter.
func (s Server) KnowsDefaultPrivileges(objects string) bool { return objects != "L" || s.Major() >= 18 }

// KnowsRole says whether a role can be there: not one of the system's own that came with a newer version.
func (s Server) KnowsRole(name string) bool {
	switch name {
	case "pg_database_owner", "pg_read_all_data", "pg_write_all_data":
		return s.Major() >= 14
	case "pg_checkpoint":
		return s.Major() >= 15
	case "pg_use_reserved_connections", "pg_create_subscription":
		return s.Major() >= 16
	case "pg_maintain":
		return s.Major() >= 17
	case "pg_signal_autovacuum_worker":
		return s.Major() >= 18
	}
	return true
}

// HasMultirange: each range type has a multirange type.
func (s Server) HasMultirange() bool { return s.Major() >= 14 }

// HasSQLBodies: functions can have a body in the SQL standard's form, which is parsed once.
func (s Server) HasSQLBodies() bool { return s.Major() >= 14 }

// HasOutProcedures: procedures can have OUT arguments.
func (s Server) HasOutProcedures() bool { return s.Major() >= 14 }

// HasSubscripting: base types can have subscripts of their own.
func (s Server) HasSubscripting() bool { return s.Major() >= 14 }

// HasPostfixOperators: operators can stand behind their one operand.
func (s Server) HasPostfixOperators() bool { return s.Major() < 14 }

// HasICULocale: collations keep the locale of ICU in a column of its own.
func (s Server) HasICULocale() bool { return s.Major() >= 15 }

// HasCollationRules: collations of ICU can add rules to their locale's.
func (s Server) HasCollationRules() bool { return s.Major() >= 16 }

// HasBuiltinLocales: the server has locales that no library provides.
func (s Server) HasBuiltinLocales() bool { return s.Major() >= 17 }

// HasNamedDomainNotNull: NOT NULL of a domain is a constraint with a name.
func (s Server) HasNamedDomainNotNull() bool { return s.Major() >= 17 }

// HasSupportFunction: operator classes of an access method can have the support function of this number.
func (s Server) HasSupportFunction(method string, number int16) bool {
	switch {
	case method == "btree" && number == 6: // skip support
		return s.Major() >= 18
	case method == "gist" && number == 11: // sort support
		return s.Major() >= 14
	case method == "gist" && number == 12: // comparison types
		return s.Major() >= 18
	}
	return true
}
