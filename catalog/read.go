package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Read opens a session for a role of copydb ("dump", "list"), and calls read in a read-only transaction that sees one
// snapshot throughout. The session is closed when Read returns.
func (e Endpoint) Read(ctx context.Context, role string, read func(tx pgx.Tx, server Server) error) error {
	conn, err := e.Connect(ctx, role)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	server, err := ProbeServer(ctx, conn)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Side, err)
	}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, conn, options, func(tx pgx.Tx) error { return read(tx, server) })
	if err != nil {
		return fmt.Errorf("%s: %w", e.Side, err)
	}
	return nil
}

// Facts reads all facts of an endpoint's database in a session of its own.
func (e Endpoint) Facts(ctx context.Context, role string) (facts *Facts, err error) {
	err = e.Read(ctx, role, func(tx pgx.Tx, server Server) error {
		facts, err = ReadFacts(ctx, tx, server)
		return err
	})
	return facts, err
}

// ReadFactsNow reads all facts of a session's database as they are now, in a transaction of its own.
func ReadFactsNow(ctx context.Context, conn *pgx.Conn, server Server) (facts *Facts, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		facts, err = ReadFacts(ctx, tx, server)
		return err
	})
	return facts, err
}
