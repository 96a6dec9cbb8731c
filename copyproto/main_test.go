package copyproto_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// pair is two databases with a session in each.
type pair struct {
	sourceURL, targetURL string
	source, target       *pgconn.PgConn
}

// newPair makes two databases of the newest server, runs a script in each and connects. A source without a script needs no
// database of its own, and so shares the target's.
func newPair(tb testing.TB, sourceSQL, targetSQL string) pair {
	tb.Helper()
	if sourceSQL != "" {
		return newPairOf(tb, [2]int{pgtest.Newest, pgtest.Newest}, sourceSQL, targetSQL)
	}
	url := pgtest.Start(tb, pgtest.Newest).Database(tb, targetSQL)
	return pair{sourceURL: url, targetURL: url}.connect(tb)
}

func newPairOf(tb testing.TB, majors [2]int, sourceSQL, targetSQL string) pair {
	tb.Helper()
	return pair{
		sourceURL: pgtest.Start(tb, majors[0]).Database(tb, sourceSQL),
		targetURL: pgtest.Start(tb, majors[1]).Database(tb, targetSQL),
	}.connect(tb)
}

// connect opens a session on both sides.
func (p pair) connect(tb testing.TB) pair {
	tb.Helper()
	p.source, p.target = connect(tb, p.sourceURL), connect(tb, p.targetURL)
	return p
}

// sides returns the session of a side, and the other one.
func (p pair) sides(side catalog.Side) (of, other *pgconn.PgConn) {
	if side == catalog.Target {
		return p.target, p.source
	}
	return p.source, p.target
}

// connect opens a session that ends with the test. configure may change how.
func connect(tb testing.TB, url string, configure ...func(*pgconn.Config)) *pgconn.PgConn {
	tb.Helper()
	config, err := pgconn.ParseConfig(url)
	if err != nil {
		tb.Fatal(err)
	}
	for _, change := range configure {
		change(config)
	}
	conn, err := pgconn.ConnectConfig(context.Background(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func exec(tb testing.TB, conn *pgconn.PgConn, sql string) {
	tb.Helper()
	if _, err := conn.Exec(context.Background(), sql).ReadAll(); err != nil {
		tb.Fatalf("running %s: %v", sql, err)
	}
}

// begin opens a transaction on both sides.
func (p pair) begin(tb testing.TB) {
	tb.Helper()
	exec(tb, p.source, "begin")
	exec(tb, p.target, "begin")
}

// pipe copies with statements of the test's own.
func (p pair) pipe(copyOut, copyIn string) (copyproto.Result, error) {
	return copyproto.Pipe(context.Background(), p.source, p.target, copyOut, copyIn, nil)
}

// copyTable copies a table of schema public whole.
func (p pair) copyTable(tb testing.TB, table copyproto.Table) copyproto.Result {
	tb.Helper()
	result, err := p.pipe(table.CopyOut(copyproto.Part{}), table.CopyIn(false))
	if err != nil {
		tb.Fatalf("copying %s: %v", table.Name, err)
	}
	return result
}

// public names a table and its columns.
func public(name string, format copyproto.Format, columns ...string) copyproto.Table {
	return copyproto.Table{Name: catalog.Name{Schema: "public", Name: name}, Columns: columns, Format: format}
}

// checkUsable checks that a session answers, that nothing of the copy is left on the wire, and that it is in the
// transaction state given: I for none, T for one, E for a failed one.
func checkUsable(tb testing.TB, conn *pgconn.PgConn, status byte) {
	tb.Helper()
	if got := conn.TxStatus(); got != status {
		tb.Errorf("transaction status is %c, want %c", got, status)
	}
	if status == 'E' {
		exec(tb, conn, "rollback")
	}
	const rows = 1000
	result := conn.ExecParams(context.Background(), "select i, $1::int from generate_series(1, 1000) i",
		[][]byte{[]byte("42")}, nil, nil, nil).Read()
	if result.Err != nil || len(result.Rows) != rows || string(result.Rows[rows-1][0]) != "1000" || string(result.Rows[0][1]) != "42" {
		tb.Errorf("session answers with %d rows, error %v", len(result.Rows), result.Err)
	}
}

// checkClosed checks that a session is closed and that its backend ends.
func checkClosed(tb testing.TB, conn *pgconn.PgConn) {
	tb.Helper()
	if !conn.IsClosed() {
		tb.Error("the connection is open")
	}
	<-conn.CleanupDone()
}

// checkServerError checks that an error is the server's, of the side given and with the SQLSTATE given.
func checkServerError(tb testing.TB, err error, side catalog.Side, code string) {
	tb.Helper()
	var ours *copyproto.Error
	var theirs *pgconn.PgError
	if !errors.As(err, &ours) || !errors.As(err, &theirs) || ours.Side != side || theirs.Code != code {
		tb.Errorf("error is %v, want one of the %v with SQLSTATE %s", err, side, code)
	}
}

// checkSame checks that a query has the same result in both databases.
func checkSame(tb testing.TB, p pair, query string) {
	tb.Helper()
	source, target := pgtest.Query(tb, p.sourceURL, query)[0][0], pgtest.Query(tb, p.targetURL, query)[0][0]
	if source != target {
		tb.Errorf("%s\nsource: %s\ntarget: %s", query, source, target)
	}
}

// digest returns a query for a number and a hash that tell whether two tables hold the same rows.
func digest(table string) string {
	return "select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from " + table + " t"
}
