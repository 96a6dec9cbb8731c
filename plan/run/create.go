package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan/preflight"
)

// connectTarget opens the session of the lock. It creates the target's database where that is missing, and the run may.
func (r *run) connectTarget(ctx context.Context) (err error) {
	r.lock, err = r.Target.Connect(ctx, "journal")
	if r.CreateDatabase && catalog.SQLState(err) == catalog.UndefinedDatabase {
		if err := r.createDatabase(ctx); err != nil {
			return err
		}
		r.lock, err = r.Target.Connect(ctx, "journal")
	}
	return err
}

// createDatabase creates the target's database like the source's, as far as the target's version can. What only comes with
// time (owner, privileges, settings) is the plan's.
func (r *run) createDatabase(ctx context.Context) error {
	var source catalog.Database
	err := r.Source.Read(ctx, "create", func(tx pgx.Tx, server catalog.Server) (err error) {
		source, err = catalog.ReadDatabase(ctx, tx, server)
		return err
	})
	if err != nil {
		return err
	}
	return r.maintain(ctx, func(conn *pgx.Conn, target catalog.Server) error {
		if !target.Known() {
			return nil // preflight refuses it
		}
		space, err := r.ownTablespace(ctx, conn, target, source)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, ddl.CreateDatabase(source, r.Target.Database(), target, space), pgx.QueryExecModeExec)
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			return &preflight.Refusal{Findings: []preflight.Finding{{Side: catalog.Target, Refused: true,
				Text: fmt.Sprintf("database %s cannot be created: %s (SQLSTATE %s)", r.Target.Database(), refused.Message, refused.Code),
				Hint: "create it by hand, empty, with a locale that the target has and by a role that may; then leave out --create-db"}}}
		}
		r.created = err == nil
		return err
	})
}

// ownTablespace returns the tablespace that the target's database is to be created in, "" for the cluster's own.
func (r *run) ownTablespace(ctx context.Context, conn *pgx.Conn, target catalog.Server, source catalog.Database) (string, error) {
	name := source.Tablespace
	if mapped, found := r.Options.DDL.MapTablespaces[name]; found {
		name = mapped
	}
	if r.Options.DDL.NoTablespaces || catalog.OfSystem(name) {
		return "", nil
	}
	spaces, err := catalog.ReadTablespaces(ctx, conn, target)
	if err != nil {
		return "", err
	}
	for _, space := range spaces {
		if space.Name == name && space.Usable {
			return name, nil
		}
	}
	return "", nil
}

// maintain does something in one of the databases that every cluster has for such things.
func (r *run) maintain(ctx context.Context, do func(*pgx.Conn, catalog.Server) error) error {
	conn, err := r.connectMaintenance(ctx, "create")
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return err
	}
	return do(conn, server)
}

// connectMaintenance opens a session there.
func (r *run) connectMaintenance(ctx context.Context, role string) (*pgx.Conn, error) {
	conn, err := r.Target.In("postgres").Connect(ctx, role)
	if catalog.SQLState(err) == catalog.UndefinedDatabase {
		conn, err = r.Target.In("template1").Connect(ctx, role)
	}
	return conn, err
}

// takeBack drops the database that the run created, where nothing came of it. All sessions there have ended.
func (r *run) takeBack(ctx context.Context) error {
	if !r.created {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	err := r.maintain(ctx, func(conn *pgx.Conn, _ catalog.Server) error {
		_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+catalog.Ident(r.Target.Database()), pgx.QueryExecModeExec)
		return err
	})
	if err != nil {
		return fmt.Errorf("dropping the database that was just created: %w", err)
	}
	return nil
}
