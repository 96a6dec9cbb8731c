package copyproto_test

import (
	"context"
	"fmt"
	"runtime/metrics"
	"sync/atomic"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

// everyType is a table with a column of each kind of built-in type, at their extremes, and all NULL.
const everyType = `
create table t (
	id bigint, b bool, c "char", n name, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, num numeric, m money,
	s text, v varchar(20), bp char(8), by bytea, d date, ti time, tz timetz, ts timestamp, tsz timestamptz, iv interval,
	u uuid, j json, jb jsonb, x xml, bits bit(5), vb varbit, ip inet, net cidr, mac macaddr, mac8 macaddr8,
	pt point, ln line, sg lseg, bx box, pa path, pg polygon, ci circle, tv tsvector, tq tsquery, xid xid, tid tid,
	ir int4range, nr numrange, tr tstzrange, ia int[], ta text[][], ra int8range[], lsn pg_lsn, o oid);
create sequence s`

// everyValue fills everyType with ordinary, extreme and awkward values. It has no empty tsquery, which servers send in
// binary and refuse to take.
const everyValue = `
insert into t values
	(1, true, 'x', 'a name', -32768, -2147483648, -9223372036854775808, '1e-30', 1.7976931348623157e308,
	 1234567890.123456789012345678901234567890, '-12.34', E'tab\t newline\n back\\slash \\. \r', 'ünïcödé', 'pad',
	 '\x00ff5c2e0a09', '4713-01-01 BC', '24:00:00', '00:00:00+15:59', 'infinity', '2024-02-29 12:34:56.789012+05:30',
	 '-1 years 2 mons -3 days +04:05:06.789', '123e4567-e89b-12d3-a456-426614174000', '{"a" : [1, null]}', '{"b": 1e400}',
	 '<a>x</a>', B'10101', B'1', '192.168.1.5/24', '2001:db8::/32', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05',
	 '(1,-0)', '{1,2,3}', '[(0,0),(1,1)]', '(3,4),(1,2)', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '<(1,2),3>',
	 'a:1A fat:2B', 'fat & (rat | cat)', '4294967295', '(4294967295,65535)', '[1,10)', '(,5.5]', 'empty',
	 '[-1:1]={1,NULL,3}', '{{a,NULL},{"",\\.}}', '{"[1,2)",empty}', 'FFFFFFFF/FFFFFFFF', 4294967295),
	(2, false, '', '', 32767, 2147483647, 9223372036854775807, 'nan', '-infinity', 'nan', '0', '', '', '', '',
	 'infinity', '00:00:00.000001', '12:00+00', '-infinity', 'infinity', '0', null, 'null', '"x"', '', B'00000', '',
	 '::1', '0.0.0.0/0', null, null, '(inf,nan)', null, null, null, '((1,1))', null, null, '', 'a', '0', '(0,0)',
	 'empty', 'empty', '[,]', '{}', '{}', '{}', '0/0', 0);
insert into t (id) values (3);
insert into t (id, s, by) select i, repeat(md5(i::text), i % 97), decode(repeat('00', i % 251), 'hex') from generate_series(4, 3000) i`

func TestPipeKeepsEveryType(t *testing.T) {
	t.Parallel()
	for _, majors := range pgtest.Pairs() {
		for _, format := range []copyproto.Format{copyproto.Text, copyproto.Binary} {
			t.Run(fmt.Sprintf("%d to %d %v", majors[0], majors[1], format), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				p := newPairOf(t, majors, everyType+";"+everyValue, everyType)
				var told atomic.Int64
				table := public("t", format)
				result, err := copyproto.Pipe(context.Background(), p.source, p.target,
					table.CopyOut(copyproto.Part{}), table.CopyIn(false), func(bytes int) { told.Add(int64(bytes)) })
				if err != nil {
					t.Fatal(err)
				}
				checkSame(t, p, digest("t"))
				if result.Rows != 3000 {
					t.Errorf("copied %d rows, want 3000", result.Rows)
				}
				if result.Bytes == 0 || told.Load() != result.Bytes {
					t.Errorf("copied %d bytes, progress was told of %d", result.Bytes, told.Load())
				}
				checkUsable(t, p.source, 'I')
				checkUsable(t, p.target, 'I')
			})
		}
	}
}

func TestPipeStaysInsideTheCallersTransaction(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	const table = "create table t (i int)"
	p := newPair(t, table+"; insert into t select generate_series(1, 1000)", table+"; insert into t values (0)")
	rows := public("t", copyproto.Binary, "i")
	p.begin(t)
	exec(t, p.target, "truncate only t")
	if _, err := p.pipe(rows.CopyOut(copyproto.Part{}), rows.CopyIn(true)); err != nil {
		t.Fatal(err)
	}
	checkUsable(t, p.source, 'T')
	checkUsable(t, p.target, 'T')
	exec(t, p.target, "rollback")
	if got := pgtest.Query(t, p.targetURL, "select sum(i), count(*) from t")[0]; got[0] != "0" || got[1] != "1" {
		t.Errorf("after the rollback the target has sum and count %v", got)
	}
	exec(t, p.target, "begin; truncate only t")
	if _, err := p.pipe(rows.CopyOut(copyproto.Part{}), rows.CopyIn(true)); err != nil {
		t.Fatal(err)
	}
	exec(t, p.target, "commit")
	checkSame(t, p, digest("t"))
}

// TestPipeManyTimes shows that a pair of sessions goes on from table to table.
func TestPipeManyTimes(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", "create table t (i int, s text)")
	const times = 300
	for i := range times {
		out := fmt.Sprintf("copy (select i, repeat('x', i) from generate_series(1, %d) i) to stdout", i)
		if result, err := p.pipe(out, "copy t from stdin"); err != nil || result.Rows != int64(i) {
			t.Fatalf("copy %d: %d rows, error %v", i, result.Rows, err)
		}
	}
	if got := pgtest.Query(t, p.targetURL, "select count(*) from t")[0][0]; got != fmt.Sprint(times*(times-1)/2) {
		t.Errorf("the target has %s rows", got)
	}
}

// TestPipeAtBufferBoundaries copies one row and three rows whose payload ends around the end of a buffer.
func TestPipeAtBufferBoundaries(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", "create table t (s text)")
	for _, buffers := range []int{1, 4} {
		for _, rows := range []int{1, 3} {
			for _, around := range []int{-6, -5, -4, -1, 0, 1, 4, 5, 6} {
				total := buffers*copyproto.PayloadSize + around
				long := total - rows*1 - (rows-1)*10 // a newline each, and ten letters for each row but the last
				query := fmt.Sprintf(`(select repeat('y', 10) as s from generate_series(2, %d)
					union all select repeat('x', %d))`, rows, long)
				exec(t, p.target, "truncate t")
				result, err := p.pipe("copy "+query+" to stdout", "copy t from stdin")
				if err != nil || result.Rows != int64(rows) || result.Bytes != int64(total) {
					t.Fatalf("%d bytes in %d rows: copied %+v, error %v", total, rows, result, err)
				}
				got, want := pgtest.Query(t, p.targetURL, digest("t")), pgtest.Query(t, p.targetURL, digest(query))
				if got[0][0] != want[0][0] {
					t.Errorf("%d bytes in %d rows: the target has %v, want %v", total, rows, got, want)
				}
			}
		}
	}
}

func TestPipeOfNothing(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	const tables = "create table empty (i int); create table bare ()"
	p := newPair(t, tables+"; insert into bare select from generate_series(1, 5)", tables)
	for _, format := range []copyproto.Format{copyproto.Text, copyproto.Binary} {
		if result := p.copyTable(t, public("empty", format, "i")); result.Rows != 0 {
			t.Errorf("%v: copied %d rows of an empty table", format, result.Rows)
		}
		if result := p.copyTable(t, public("bare", format)); result.Rows != 5 {
			t.Errorf("%v: copied %d rows without columns, want 5", format, result.Rows)
		}
	}
	if got := pgtest.Query(t, p.targetURL, "select count(*) from bare")[0][0]; got != "10" {
		t.Errorf("the target has %s rows without columns, want 10", got)
	}
}

// TestPipeIsBoundedInMemory copies a row that is far larger than the buffers, in one frame, and many small rows.
// It is not parallel: it counts what the whole process allocates.
func TestPipeIsBoundedInMemory(t *testing.T) {
	pgtest.Goroutines(t)
	p := newPair(t, "", "create table t (b bytea); alter table t alter b set storage external; create table many (i int)")
	const mega = 300
	huge := fmt.Sprintf("copy (select decode(repeat('ab', %d << 20), 'hex')) to stdout (format binary)", mega)
	if used := allocated(func() {
		if result, err := p.pipe(huge, "copy t from stdin (format binary)"); err != nil || result.Bytes < mega<<20 {
			t.Errorf("copied %d bytes, error %v", result.Bytes, err)
		}
	}); used > 2*copyproto.BufferBytes {
		t.Errorf("a row of %d MiB took %d bytes of memory", mega, used)
	}
	got := pgtest.Query(t, p.targetURL, "select length(b), b = decode(repeat('ab', length(b)), 'hex') from t")[0]
	if got[0] != fmt.Sprint(mega<<20) || got[1] != "t" {
		t.Errorf("the target has a row of %s bytes, equal: %s", got[0], got[1])
	}
	many := "copy (select i from generate_series(1, 1000000) i) to stdout"
	if used := allocated(func() {
		if result, err := p.pipe(many, "copy many from stdin"); err != nil || result.Rows != 1_000_000 {
			t.Errorf("copied %d rows, error %v", result.Rows, err)
		}
	}); used > 2*copyproto.BufferBytes {
		t.Errorf("a million rows took %d bytes of memory", used)
	}
}

// allocated returns how many bytes the process allocated while f ran, whether or not they were freed.
func allocated(f func()) uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	f()
	metrics.Read(sample)
	return sample[0].Value.Uint64() - before
}
