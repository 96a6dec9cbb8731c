package pgtest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// null is what Query returns for NULL.
const null = "NULL"

// How long a session that was closed may still be seen on the server.
const goneTimeout = 5 * time.Second

// Database makes an empty database for one test, runs the given SQL scripts in it, and returns its connection string.
// When the test ends, Database checks that copydb left neither a replication slot nor a session behind, and drops it.
func (s *Server) Database(tb testing.TB, sql ...string) string {
	tb.Helper()
	name := fmt.Sprintf("test_%d", s.databases.Add(1))
	admin := s.URL("postgres")
	Exec(tb, admin, "create database "+name+" template template0")
	tb.Cleanup(func() {
		tb.Helper()
		if s.process == nil {
			return // killed or stopped by its test: there is nothing to look at
		}
		checkSessions(tb, admin, name)
		checkSlots(tb, admin, name)
		rollBackPrepared(tb, admin, s.URL(name), name)
		Exec(tb, admin, "drop database if exists "+name+" with (force)")
		if tb.Failed() {
			tb.Log(s.logOf(name))
		}
	})
	for _, script := range sql {
		Exec(tb, s.URL(name), script)
	}
	return s.URL(name)
}

// Exec runs a script in a session of its own, and fails the test if one of its statements fails. They run in one
// transaction, unless the script says otherwise; one that refuses a transaction has to be the only one.
func Exec(tb testing.TB, url, sql string) {
	tb.Helper()
	run(tb, url, sql)
}

// Query runs a script like Exec and returns the rows of all its statements, values as text and NULL as "NULL".
func Query(tb testing.TB, url, sql string) [][]string {
	tb.Helper()
	var rows [][]string
	for _, result := range run(tb, url, sql) {
		for _, values := range result.Rows {
			row := make([]string, len(values))
			for i, value := range values {
				row[i] = string(value)
				if value == nil {
					row[i] = null
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func run(tb testing.TB, url, sql string) []*pgconn.Result {
	tb.Helper()
	ctx := context.Background() // not the test's: its cleanups run SQL too
	config, err := pgconn.ParseConfig(url)
	if err != nil {
		tb.Fatalf("reading a connection string: %v", err)
	}
	config.RuntimeParams["application_name"] = "pgtest"
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		tb.Fatalf("connecting to database %s on port %d: %v", config.Database, config.Port, err)
	}
	defer conn.Close(ctx)
	results, err := conn.Exec(ctx, sql).ReadAll()
	if err != nil {
		tb.Fatalf("running in database %s on port %d: %v\n%s", config.Database, config.Port, err, shorten(sql))
	}
	return results
}

// shorten cuts a long script, of which a test's log needs only the beginning.
func shorten(sql string) string {
	const limit = 2000
	if len(sql) <= limit {
		return sql
	}
	return sql[:limit] + " ..."
}

// checkSessions waits a moment for copydb's sessions to be gone: a server takes a few milliseconds to notice that one
// was closed.
func checkSessions(tb testing.TB, admin, database string) {
	tb.Helper()
	sessions := `select pid, application_name, state, query from pg_stat_activity
		where datname = '` + database + `' and application_name like 'copydb%' order by pid`
	left := Query(tb, admin, sessions)
	for deadline := time.Now().Add(goneTimeout); len(left) > 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
		left = Query(tb, admin, sessions)
	}
	for _, session := range left {
		tb.Errorf("session left behind in %s: %s", database, strings.Join(session, " | "))
	}
}

// checkSlots looks for replication slots, and drops those it finds: they would keep the database.
func checkSlots(tb testing.TB, admin, database string) {
	tb.Helper()
	slots := "from pg_replication_slots where database = '" + database + "'"
	left := Query(tb, admin, "select slot_name, plugin, active "+slots+" order by 1")
	if len(left) == 0 {
		return
	}
	for _, slot := range left {
		tb.Errorf("replication slot left behind in %s: %s", database, strings.Join(slot, " | "))
	}
	Exec(tb, admin, "select pg_terminate_backend(active_pid) "+slots+" and active")
	for Query(tb, admin, "select count(*) "+slots+" and active")[0][0] != "0" {
		time.Sleep(10 * time.Millisecond)
	}
	Exec(tb, admin, "select pg_drop_replication_slot(slot_name) "+slots)
}

// rollBackPrepared ends the test's prepared transactions, which would keep the database too.
func rollBackPrepared(tb testing.TB, admin, url, database string) {
	tb.Helper()
	prepared := "select quote_literal(gid) from pg_prepared_xacts where database = '" + database + "'"
	for _, transaction := range Query(tb, admin, prepared) {
		Exec(tb, url, "rollback prepared "+transaction[0])
	}
}

// Session opens a session that lasts until the test ends, for transactions that stay open; do runs SQL in it.
func Session(tb testing.TB, url string) (do func(sql string)) {
	tb.Helper()
	ctx := context.Background() // not the test's: its cleanups run SQL too
	conn, err := pgconn.Connect(ctx, url)
	if err != nil {
		tb.Fatalf("opening a session: %v", err)
	}
	tb.Cleanup(func() { _ = conn.Close(ctx) })
	return func(sql string) {
		tb.Helper()
		if _, err := conn.Exec(ctx, sql).ReadAll(); err != nil {
			tb.Fatalf("running in a session: %v\n%s", err, shorten(sql))
		}
	}
}
