package catalog_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// connect opens a session as a run does, as the role of the URL.
func connect(t *testing.T, url string) (*pgx.Conn, catalog.Server) {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := endpoint.Connect(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	server, err := catalog.ProbeServer(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, server
}

// readFacts reads a database's facts as a run does, as the role of the URL.
func readFacts(t *testing.T, url string) *catalog.Facts {
	t.Helper()
	conn, server := connect(t, url)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := catalog.ReadFacts(t.Context(), tx, server)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}
