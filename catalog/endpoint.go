package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Side tells the two databases of a run apart.
type Side string

// The two sides.
const (
	Source Side = "source"
	Target Side = "target"
)

// Endpoint is one of the two databases of a run and how it is reached.
type Endpoint struct {
	Side   Side
	config *pgx.ConnConfig
}

// ErrBadEndpoint is a connection string that cannot be understood.
var ErrBadEndpoint = errors.New("not a postgres:// URL and not key=value pairs that PostgreSQL knows")

// ParseEndpoint reads a URL or key=value string, completed from PG* environment variables, the password file and the
// service file. Its error never repeats the string, which may hold a password.
func ParseEndpoint(side Side, connString string) (Endpoint, error) {
	config, err := pgx.ParseConfig(connString)
	if err != nil {
		return Endpoint{}, fmt.Errorf("reading the %s connection string: %w", side, parseFailure(err))
	}
	config.LookupFunc = lookUpHost
	return Endpoint{Side: side, config: config}, nil
}

// lookUpHost finds the addresses of a host. localhost is known also where there is no /etc/hosts to tell it, as in an empty
// root folder.
func lookUpHost(ctx context.Context, host string) ([]string, error) {
	addresses, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil && host == "localhost" {
		return []string{"127.0.0.1", "::1"}, nil
	}
	return addresses, err
}

// parseFailure keeps of a parse error only what cannot hold a password: a file that could not be read. Everything else
// that pgx says may repeat a part of the string.
func parseFailure(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file
	}
	return ErrBadEndpoint
}

// Connect opens a session for a role of the run ("copy", "journal"): application_name tells it on the server, settings
// that change what is read or printed are pinned.
func (e Endpoint) Connect(ctx context.Context, role string) (*pgx.Conn, error) {
	conn, settings, err := e.Dial(ctx, role)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, strings.Join(settings, ";")); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("pinning the settings of a %s session: %w", e.Side, err)
	}
	return conn, nil
}

// Dial opens a session as Connect does, but does not set its settings: the caller runs the statements for them first, which takes
// no round trip of its own where they go with others.
func (e Endpoint) Dial(ctx context.Context, role string) (conn *pgx.Conn, settings []string, err error) {
	config := e.config.Copy()
	config.RuntimeParams["application_name"] = "copydb/" + role
	config.RuntimeParams["client_encoding"] = "UTF8"
	conn, err = pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, nil, fmt.Errorf("connecting to the %s at %s: %w", e.Side, e, err)
	}
	return conn, settingsOf(conn.PgConn(), e.Side), nil
}

// Database names the endpoint's database.
func (e Endpoint) Database() string { return e.config.Database }

// In returns the endpoint of another database of the same cluster.
func (e Endpoint) In(database string) Endpoint {
	e.config = e.config.Copy()
	e.config.Database = database
	return e
}

// String tells the endpoint to people, without a password.
func (e Endpoint) String() string {
	address := net.JoinHostPort(e.config.Host, strconv.Itoa(int(e.config.Port)))
	if e.config.Host != "" && e.config.Host[0] == '/' {
		address = fmt.Sprintf("%s:%d", e.config.Host, e.config.Port)
	}
	return fmt.Sprintf("%s/%s (role %s)", address, e.config.Database, e.config.User)
}
