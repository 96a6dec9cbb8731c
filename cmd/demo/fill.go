package main

import (
	"context"
	"embed"
	"fmt"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"
)

//go:embed shop/*.sql
var shop embed.FS

// makeDatabases makes the shop's roles on both servers, as long as copydb does not copy them, and an empty database.
func makeDatabases(ctx context.Context, urls ...string) error {
	for _, address := range urls {
		parsed, err := url.Parse(address)
		if err != nil {
			return err
		}
		parsed.Path = "/postgres"
		conn, err := pgx.Connect(ctx, parsed.String())
		if err != nil {
			return err
		}
		err = runScript(ctx, conn, "roles.sql")
		if err == nil {
			_, err = conn.Exec(ctx, "create database shop template template0")
		}
		if err != nil {
			_ = conn.Close(ctx) // the error is told already
			return err
		}
		if err := conn.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the shop, and returns how many bytes its database has.
func fill(ctx context.Context, address string, scale float64) (size int64, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return 0, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	value := strconv.FormatFloat(scale, 'f', -1, 64)
	if _, err := conn.Exec(ctx, "select set_config('shop.scale', $1, false)", value); err != nil {
		return 0, err
	}
	for _, name := range []string{"schema.sql", "data.sql", "after.sql"} {
		if err := runScript(ctx, conn, name); err != nil {
			return 0, err
		}
	}
	if _, err := conn.Exec(ctx, "analyze"); err != nil { // as a server that is in use has done long ago
		return 0, err
	}
	err = conn.QueryRow(ctx, "select pg_database_size(current_database())").Scan(&size)
	return size, err
}

// runScript runs one of the shop's scripts, in one transaction.
func runScript(ctx context.Context, conn *pgx.Conn, name string) error {
	script, err := shop.ReadFile("shop/" + name)
	if err != nil {
		return err
	}
	if _, err := conn.PgConn().Exec(ctx, string(script)).ReadAll(); err != nil {
		return fmt.Errorf("running %s: %w", name, err)
	}
	return nil
}
