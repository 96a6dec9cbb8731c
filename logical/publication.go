package logical

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// PublicationName returns the name of the publication that goes with a slot: the same, with the prefix of what is ours.
func PublicationName(slot string) string {
	if strings.HasPrefix(slot, catalog.OwnPrefix) {
		return slot
	}
	return catalog.OwnPrefix + slot
}

// insertSuffix makes the name of the publication for INSERT (and TRUNCATE, which needs no identity) alone out of that of the other.
const insertSuffix = "_insert"

// Publications returns the names of the publications that a stream of a selection asks for.
func (s Selection) Publications(name string) []string {
	names := []string{name}
	if len(s.InsertOnly) > 0 {
		names = append(names, name+insertSuffix)
	}
	return names
}

// Publish makes the publications of a selection anew, in one transaction, and gives REPLICA IDENTITY FULL to the tables
// that the user named. It must not run while a slot has changes to come that were decoded by publications of these names:
// a slot reads them as they were when a change was made.
func Publish(ctx context.Context, source *pgx.Conn, name string, selection Selection) error {
	for _, table := range selection.Full {
		if err := replicate(ctx, source, table.Name, "FULL"); err != nil {
			return err
		}
	}
	return pgx.BeginFunc(ctx, source, func(tx pgx.Tx) error {
		for _, sql := range selection.publicationSQL(name) {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("making the publication %s: %w", name, err)
			}
		}
		return nil
	})
}

func (s Selection) publicationSQL(name string) []string {
	statements := unpublishSQL(name)
	statements = append(statements, createPublication(name, "insert, update, delete, truncate", s.Publish))
	if len(s.InsertOnly) > 0 {
		statements = append(statements, createPublication(name+insertSuffix, "insert, truncate", s.InsertOnly))
	}
	return statements
}

func unpublishSQL(name string) []string {
	return []string{
		"DROP PUBLICATION IF EXISTS " + catalog.Ident(name),
		"DROP PUBLICATION IF EXISTS " + catalog.Ident(name+insertSuffix),
	}
}

// createPublication writes the statement. ONLY keeps tables that inherit from a published one out.
func createPublication(name, actions string, tables []catalog.ReplicaIdentity) string {
	sql := "CREATE PUBLICATION " + catalog.Ident(name)
	if len(tables) > 0 {
		members := make([]string, len(tables))
		for i, table := range tables {
			members[i] = member(table)
		}
		sql += " FOR TABLE " + strings.Join(members, ", ")
	}
	return sql + " WITH (publish = " + catalog.Literal(actions) + ")"
}

// member names a table of a publication.
func member(table catalog.ReplicaIdentity) string {
	if table.Partitioned {
		return table.Name.String()
	}
	return "ONLY " + table.Name.String()
}

// Unpublish drops the publications of a name; those that are gone are no matter.
func Unpublish(ctx context.Context, source *pgx.Conn, name string) error {
	for _, sql := range unpublishSQL(name) {
		if _, err := source.Exec(ctx, sql); err != nil {
			return fmt.Errorf("dropping the publication %s: %w", name, err)
		}
	}
	return nil
}

// Published returns the tables that the publications of a name hold, partitions by the table that holds them.
func Published(ctx context.Context, source catalog.Querier, name string) (map[catalog.OID]bool, error) {
	rows, err := source.Query(ctx, `select member.prrelid
		from pg_catalog.pg_publication publication
		join pg_catalog.pg_publication_rel member on member.prpubid = publication.oid
		where publication.pubname in ($1, $2)`, name, name+insertSuffix)
	if err != nil {
		return nil, fmt.Errorf("reading the publication %s: %w", name, err)
	}
	members, err := pgx.CollectRows(rows, pgx.RowTo[catalog.OID])
	if err != nil {
		return nil, fmt.Errorf("reading the publication %s: %w", name, err)
	}
	published := map[catalog.OID]bool{}
	for _, member := range members {
		published[member] = true
	}
	return published, nil
}

// Withdraw takes a table out of the publication of a name, so that the application's UPDATE and DELETE do not fail where it
// has lost its identity. Changes from now on do not come any more.
func Withdraw(ctx context.Context, source *pgx.Conn, name string, table catalog.ReplicaIdentity) error {
	sql := "ALTER PUBLICATION " + catalog.Ident(name) + " DROP TABLE " + member(table)
	if _, err := source.Exec(ctx, sql); err != nil {
		return fmt.Errorf("taking table %s out of the publication %s: %w", table.Plain(), name, err)
	}
	return nil
}

// How long to wait for the lock that ALTER TABLE takes, at a time and before giving up: who waits for it keeps everybody
// else waiting.
const (
	lockTimeout  = 2 * time.Second
	lockPause    = time.Second
	lockPatience = 2 * time.Minute
)

// replicate sets a table's REPLICA IDENTITY, in between of what the application does.
func replicate(ctx context.Context, conn *pgx.Conn, table catalog.Name, identity string) error {
	sql := []string{
		fmt.Sprintf("SET LOCAL lock_timeout = %d", lockTimeout.Milliseconds()),
		fmt.Sprintf("ALTER TABLE ONLY %s REPLICA IDENTITY %s", table, identity),
	}
	for begun := time.Now(); ; {
		_, err := conn.PgConn().Exec(ctx, "BEGIN; "+strings.Join(sql, "; ")+"; COMMIT").ReadAll()
		if err == nil {
			return nil
		}
		if _, rollback := conn.PgConn().Exec(ctx, "ROLLBACK").ReadAll(); rollback != nil {
			return errors.Join(err, rollback)
		}
		if catalog.SQLState(err) != catalog.LockNotAvailable || time.Since(begun) > lockPatience {
			return fmt.Errorf("setting the replica identity of table %s: %w", table.Plain(), err)
		}
		if err := catalog.Pause(ctx, lockPause); err != nil {
			return err
		}
	}
}

// RestoreIdentities gives tables back the replica identity that they had before Publish. Those that are gone, or whose
// identity somebody else has changed since, are left alone.
func RestoreIdentities(ctx context.Context, conn *pgx.Conn, tables []catalog.ReplicaIdentity) error {
	for _, table := range tables {
		var full bool
		err := conn.QueryRow(ctx, "select coalesce((select relreplident = 'f' from pg_catalog.pg_class where oid = pg_catalog.to_regclass($1)), false)",
			table.Name.String()).Scan(&full)
		if err != nil {
			return fmt.Errorf("reading the replica identity of table %s: %w", table.Plain(), err)
		}
		if !full {
			continue
		}
		if err := replicate(ctx, conn, table.Name, table.Replicates); err != nil {
			return err
		}
	}
	return nil
}
