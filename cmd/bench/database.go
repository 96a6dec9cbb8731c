package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed data/*.sql
var scripts embed.FS

// chooseDatabases reads a list of names.
func chooseDatabases(list string) ([]string, error) {
	names := strings.Split(list, ",")
	for _, name := range names {
		if _, err := fs.Stat(scripts, "data/"+name+".rows.sql"); err != nil {
			return nil, fmt.Errorf("choosing databases: there is no %q", name)
		}
	}
	return names, nil
}

// on returns a server's URL for one of its databases.
func on(server, database string) string {
	parsed, err := url.Parse(server)
	if err != nil {
		panic("BUG: not a URL: " + server) // it has been connected to
	}
	parsed.Path = "/" + database
	return parsed.String()
}

// makeSource makes a database with its rows, unless the server has it.
func (b *bench) makeSource(ctx context.Context, name string) error {
	there := false
	err := query(ctx, on(b.source, "postgres"), "select exists (select from pg_database where datname = '"+name+"')", &there)
	if err != nil || there {
		return err
	}
	fmt.Fprintf(b.out, "Making the database %s ...\n", name)
	if err := execute(ctx, on(b.source, "postgres"), "create database "+name+" template template0"); err != nil {
		return err
	}
	for _, script := range []string{"tables", "rows", "keys"} {
		if err := b.runScript(ctx, on(b.source, name), name, script); err != nil {
			return err
		}
	}
	return execute(ctx, on(b.source, name), "vacuum analyze") // as a server in use has done long ago
}

// size returns how many bytes a source's tables and large objects have.
func (b *bench) size(ctx context.Context, name string) (size int64, err error) {
	err = query(ctx, on(b.source, name), `select sum(pg_table_size(oid)) from pg_class
		where relkind = 'r' and (relnamespace = 'public'::regnamespace or relname = 'pg_largeobject')`, &size)
	return size, err
}

// makeTarget makes an empty database, and writes out what both servers have not written yet, so that no tool pays for
// another.
func (b *bench) makeTarget(ctx context.Context, name string) error {
	for _, sql := range []string{"drop database if exists " + name + " with (force)", "create database " + name + " template template0", "checkpoint"} {
		if err := execute(ctx, on(b.target, "postgres"), sql); err != nil {
			return err
		}
	}
	return execute(ctx, on(b.source, "postgres"), "checkpoint")
}

// runScript runs one of a database's scripts, where it has that one.
func (b *bench) runScript(ctx context.Context, address, name, script string) error {
	text, err := scripts.ReadFile("data/" + name + "." + script + ".sql")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	scale := "set bench.scale = " + strconv.FormatFloat(b.scale, 'f', -1, 64)
	if err := execute(ctx, address, scale, string(text)); err != nil {
		return fmt.Errorf("running %s.%s.sql: %w", name, script, err)
	}
	return nil
}

// execute runs scripts in one session.
func execute(ctx context.Context, address string, scripts ...string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, script := range scripts {
		if _, err := conn.PgConn().Exec(ctx, script).ReadAll(); err != nil {
			return err
		}
	}
	return nil
}

// query asks for one value.
func query(ctx context.Context, address, sql string, value any) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return conn.QueryRow(ctx, sql).Scan(value)
}
