package catalog

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ConnectReplication opens a session that takes replication commands (CREATE_REPLICATION_SLOT, START_REPLICATION) besides
// simple queries, with the settings of all sessions of its side: no timeout ends it, and values come in one form. Where wrap is
// given, the session, and TLS with it, goes over what it makes of the connection.
func (e Endpoint) ConnectReplication(ctx context.Context, role string, wrap func(net.Conn) net.Conn) (*pgconn.PgConn, error) {
	config := e.config.Config.Copy()
	if wrap != nil {
		config.DialFunc = wrapDial(config.DialFunc, wrap)
	}
	config.RuntimeParams["application_name"] = "copydb/" + role
	config.RuntimeParams["client_encoding"] = "UTF8"
	config.RuntimeParams["replication"] = "database"
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connecting to the %s at %s for replication: %w", e.Side, e, err)
	}
	if _, err := conn.Exec(ctx, strings.Join(settingsOf(conn, e.Side), ";")).ReadAll(); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("pinning the settings of a replication session: %w", err)
	}
	return conn, nil
}

func wrapDial(dial pgconn.DialFunc, wrap func(net.Conn) net.Conn) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return wrap(conn), nil
	}
}
