package copyproto_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

var errCut = errors.New("the test cut the connection")

// faultyConn is a connection that reads little at a time, or is cut after some more bytes.
type faultyConn struct {
	net.Conn
	mostRead          int          // bytes a Read gives at most, none if zero
	readCut, writeCut atomic.Int64 // bytes until the cut in each direction
}

const never = 1 << 60

func (c *faultyConn) Read(b []byte) (int, error) {
	if c.mostRead > 0 {
		b = b[:min(len(b), c.mostRead)]
	}
	return c.transfer(b, &c.readCut, c.Conn.Read)
}

func (c *faultyConn) Write(b []byte) (int, error) {
	n, err := c.transfer(b, &c.writeCut, c.Conn.Write)
	if err == nil && n < len(b) {
		err = c.cut()
	}
	return n, err
}

func (c *faultyConn) transfer(b []byte, budget *atomic.Int64, do func([]byte) (int, error)) (int, error) {
	if budget.Load() <= 0 {
		return 0, c.cut()
	}
	n, err := do(b[:min(int64(len(b)), budget.Load())])
	budget.Add(-int64(n))
	return n, err
}

func (c *faultyConn) cut() error {
	c.Conn.Close()
	return errCut
}

// connectFaulty opens a session over a faulty connection, which is whole until the caller changes that.
func connectFaulty(tb testing.TB, url string, mostRead int) (*pgconn.PgConn, *faultyConn) {
	tb.Helper()
	conn := connect(tb, url, func(config *pgconn.Config) {
		dial := config.DialFunc
		config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
			plain, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			c := &faultyConn{Conn: plain, mostRead: mostRead}
			c.readCut.Store(never)
			c.writeCut.Store(never)
			return c, nil
		}
	})
	return conn, conn.Conn().(*faultyConn)
}

// TestPipeCutAtEveryByte cuts either connection in either direction at every byte of a small copy. Until the last byte,
// that is an error of that side, nothing is left of the copy, and the other session lives on.
func TestPipeCutAtEveryByte(t *testing.T) {
	t.Parallel()
	cutAtEveryByte(t, 20, func(p pair) error {
		_, err := p.pipe("copy (select 1, 'x' union all select 2, 'y') to stdout", copyIn)
		return err
	})
}

// cutAtEveryByte copies again and again over connections that are cut a byte later each time, of which there are some at least.
func cutAtEveryByte(t *testing.T, bytes int64, work func(p pair) error) {
	t.Helper()
	for _, side := range []catalog.Side{catalog.Source, catalog.Target} {
		for _, direction := range []string{"read", "write"} {
			t.Run(fmt.Sprintf("%v %s", side, direction), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				p := newPair(t, "", rowTable)
				cuts := int64(0)
				for ; cutWhile(t, p, side, direction, cuts, work); cuts++ {
					if cuts > 500 {
						t.Fatal("the copy does not get through")
					}
				}
				if cuts < bytes {
					t.Errorf("the connection was cut at %d bytes only", cuts)
				}
			})
		}
	}
}

// TestPipeCutInTheMiddle cuts connections while many buffers are on their way.
func TestPipeCutInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, at := range []int64{1, 60_000, copyproto.PayloadSize, copyproto.PayloadSize + 100, 10_000_001} {
		for side, direction := range map[catalog.Side]string{catalog.Source: "read", catalog.Target: "write"} {
			t.Run(fmt.Sprintf("%v %d", side, at), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				copyAll := func(p pair) error { _, err := p.pipe(endless, copyIn); return err }
				if p := newPair(t, "", rowTable); !cutWhile(t, p, side, direction, at, copyAll) {
					t.Error("the copy got through")
				}
			})
		}
	}
}

// cutWhile copies over new connections, one of which is cut, and reports whether that made the copy fail.
func cutWhile(t *testing.T, p pair, side catalog.Side, direction string, at int64, work func(p pair) error) bool {
	t.Helper()
	victim, other := &p.source, &p.target
	url := p.sourceURL
	if side == catalog.Target {
		victim, other, url = other, victim, p.targetURL
	}
	conn, wire := connectFaulty(t, url, 0)
	*victim = conn
	defer conn.Close(context.Background())
	p.begin(t)
	if direction == "read" {
		wire.readCut.Store(at)
	} else {
		wire.writeCut.Store(at)
	}
	err := work(p)
	if err == nil {
		exec(t, *other, "rollback")
		return false
	}
	var failed *copyproto.Error
	if !errors.As(err, &failed) || failed.Side != side {
		t.Errorf("cut at byte %d: error is %v, want one of the %v", at, err, side)
	}
	checkClosed(t, conn)
	if status := (*other).TxStatus(); status != 'E' && status != 'T' { // T if its own part was over
		t.Errorf("cut at byte %d: the other session is in state %c", at, status)
	}
	exec(t, *other, "rollback")
	checkUsable(t, *other, 'I')
	if got := pgtest.Query(t, p.targetURL, "select count(*) from t")[0][0]; got != "0" {
		t.Errorf("cut at byte %d: the target has kept %s rows", at, got)
	}
	return true
}

// TestPipeShortReads reads a few bytes at a time, so that every message arrives in pieces.
func TestPipeShortReads(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 2, 3, 4, 5, 6, 7, 1000, 8191} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, rowTable+"; insert into t select i, repeat('x', i % 50) from generate_series(1, 1000) i", rowTable)
			p.source, _ = connectFaulty(t, p.sourceURL, most)
			p.target, _ = connectFaulty(t, p.targetURL, most)
			for _, format := range []copyproto.Format{copyproto.Text, copyproto.Binary} {
				exec(t, p.target, "truncate t")
				p.copyTable(t, public("t", format, "i", "s"))
				checkSame(t, p, digest("t"))
			}
			_, err := p.pipe("copy (select 1/(500 - i), 'x' from generate_series(1, 1000) i) to stdout", copyIn)
			checkServerError(t, err, catalog.Source, "22012")
			checkUsable(t, p.source, 'I')
			checkUsable(t, p.target, 'I')
		})
	}
}

// TestPipeOverTLS copies, fails, is cancelled and is cut over TLS.
func TestPipeOverTLS(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	server := serveTLS(t)
	url := server.Database(t, rowTable)
	p := pair{sourceURL: url, targetURL: url}
	secure := func(config *pgconn.Config) {
		config.TLSConfig = &tls.Config{InsecureSkipVerify: true} // the certificate is made for this test
		config.Fallbacks = nil
	}
	p.source, p.target = connect(t, p.sourceURL, secure), connect(t, p.targetURL, secure)
	if _, ok := p.source.Conn().(*tls.Conn); !ok {
		t.Fatalf("the connection is a %T", p.source.Conn())
	}
	rows := "(select i, repeat('x', i % 1000) as s from generate_series(1, 50000) i)"
	if result, err := p.pipe("copy "+rows+" to stdout", copyIn); err != nil || result.Rows != 50000 {
		t.Fatalf("copied %d rows, error %v", result.Rows, err)
	}
	got, want := pgtest.Query(t, p.targetURL, digest("t")), pgtest.Query(t, p.targetURL, digest(rows))
	if got[0][0] != want[0][0] {
		t.Errorf("the target has %v, want %v", got, want)
	}
	exec(t, p.target, "truncate t; alter table t add check (i <> 20000)")
	_, err := p.pipe(endless, copyIn)
	checkServerError(t, err, catalog.Target, "23514")
	checkUsable(t, p.source, 'I')
	checkUsable(t, p.target, 'I')
	ctx, cancel := context.WithCancelCause(context.Background())
	_, err = copyproto.Pipe(ctx, p.source, p.target, endless, copyIn, midway(func() { cancel(errStop) }))
	checkStopped(t, p, err)
	checkUsable(t, p.source, 'I')
	checkUsable(t, p.target, 'I')
	_, err = copyproto.Pipe(context.Background(), p.source, p.target, endless, copyIn, midway(func() {
		pgtest.Exec(t, p.sourceURL, fmt.Sprintf("select pg_terminate_backend(%d)", p.target.PID()))
	}))
	checkServerError(t, err, catalog.Target, "57P01")
	checkClosed(t, p.target)
	checkUsable(t, p.source, 'I')
}

// serveTLS starts a server that has a certificate.
func serveTLS(t *testing.T) *pgtest.Server {
	t.Helper()
	server := pgtest.Own(t, pgtest.Newest)
	data := filepath.Join(server.Dir, "data")
	owner, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key := newCertificate(t)
	for name, content := range map[string][]byte{"server.crt": certificate, "server.key": key} {
		path := filepath.Join(data, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		stat := owner.Sys().(*syscall.Stat_t)
		if err := os.Chown(path, int(stat.Uid), int(stat.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	pgtest.Exec(t, server.URL("postgres"), "alter system set ssl to on")
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	return server
}
