package copyproto_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

// allObjects returns the OIDs of a database's large objects.
func allObjects(tb testing.TB, url string) []uint32 {
	tb.Helper()
	var oids []uint32
	for _, row := range pgtest.Query(tb, url, "select oid from pg_largeobject_metadata order by 1") {
		oid, err := strconv.ParseUint(row[0], 10, 32)
		if err != nil {
			tb.Fatal(err)
		}
		oids = append(oids, uint32(oid))
	}
	return oids
}

// objectDigest tells whether two databases hold the same large objects. Sizes are compared apart, since an object is read
// as a whole only if it is not too long.
const objectDigest = `select count(*) || ' ' || md5(string_agg(oid || ' ' || size || ' ' || coalesce(content, ''), ',' order by oid))
	from (select oid, lo_lseek64(lo_open(oid, 262144), 0, 2) as size,
		(select string_agg(md5(lo_get(oid, f, 8 << 20)), '' order by f)
			from generate_series(0, lo_lseek64(lo_open(oid, 262144), 0, 2), 8 << 20) as f) as content
		from pg_largeobject_metadata) as objects`

func (p pair) copyObjects(tb testing.TB) copyproto.Result {
	tb.Helper()
	p.begin(tb)
	result, err := copyproto.LargeObjects(context.Background(), p.source, p.target, allObjects(tb, p.sourceURL))
	if err != nil {
		tb.Fatal(err)
	}
	exec(tb, p.source, "commit")
	exec(tb, p.target, "commit")
	return result
}

func TestLargeObjects(t *testing.T) {
	t.Parallel()
	sizes := map[string]string{
		"none":      "select lo_from_bytea(0, 'x') where false",
		"empty":     "select lo_create(4000000000 + i) from generate_series(1, 10) i",
		"many":      "select lo_from_bytea(0, decode(repeat(md5(i::text), i % 30), 'hex')) from generate_series(1, 5000) i",
		"beginning": around(copyproto.Beginning),
		"chunk":     around(copyproto.Beginning + copyproto.ChunkSize),
		"mixed": `select lo_from_bytea(0, decode(repeat('abcd', i * i), 'hex')) from generate_series(1, 600, 20) i;
			select lo_from_bytea(0, decode(repeat('1234', i), 'hex')) from generate_series(1, 2000) i`,
		"long": fmt.Sprintf("select lo_from_bytea(0, decode(repeat('beef', %d), 'hex'))",
			(copyproto.Beginning+copyproto.ReadAhead*copyproto.ChunkSize)/2+1),
	}
	for name, sql := range sizes {
		for _, majors := range pgtest.Pairs() {
			if name == "long" && majors[0] == majors[1] {
				continue // once is enough for 64 MiB
			}
			t.Run(fmt.Sprintf("%s %d to %d", name, majors[0], majors[1]), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				p := newPairOf(t, majors, sql, "")
				result := p.copyObjects(t)
				checkSame(t, p, objectDigest)
				size := pgtest.Query(t, p.sourceURL, `select count(*), coalesce(sum(lo_lseek64(lo_open(oid, 262144), 0, 2)), 0)
					from pg_largeobject_metadata`)[0]
				if got := []string{fmt.Sprint(result.Rows), fmt.Sprint(result.Bytes)}; got[0] != size[0] || got[1] != size[1] {
					t.Errorf("copied %v, want %v", got, size)
				}
				checkUsable(t, p.source, 'I')
				checkUsable(t, p.target, 'I')
			})
		}
	}
}

// around makes large objects of sizes around the one given.
func around(size int) string {
	return fmt.Sprintf(`select lo_from_bytea(0, substr(decode(repeat('0123456789abcdef', %d), 'hex'), 1, i))
		from generate_series(%d, %d) i`, size/8+2, size-2, size+2)
}

// TestLargeObjectsWithHoles copies objects that are zeros for the most part, and keeps the holes.
func TestLargeObjectsWithHoles(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, `
		select lo_put(lo_create(1), 7000000, 'far');
		select lo_truncate64(lo_open(lo_create(2), 131072), 3000000);
		select lo_put(lo_from_bytea(3, 'near'), 3000000, 'far');
		select lo_truncate64(lo_open(3, 131072), 5000000)`, "")
	if result := p.copyObjects(t); result.Bytes != 7000003+3000000+5000000 {
		t.Errorf("copied %d bytes", result.Bytes)
	}
	checkSame(t, p, objectDigest)
	pages := pgtest.Query(t, p.targetURL, "select count(*), count(*) < 15000003 / 2048 / 2 from pg_largeobject")[0]
	if pages[1] != "t" {
		t.Errorf("the target has %s pages, as if there were no holes", pages[0])
	}
}

func TestLargeObjectErrors(t *testing.T) {
	t.Parallel()
	const many = "select lo_from_bytea(i::oid, decode(repeat('ab', 20000), 'hex')) from generate_series(100000, 104000) i"
	for _, test := range []struct {
		name, targetSQL string
		oids            []uint32
		side            catalog.Side
		code            string
	}{
		{name: "missing at the source", oids: []uint32{100001, 7, 100002}, side: catalog.Source, code: "42704"},
		{name: "taken at the target", targetSQL: "select lo_create(102000)", side: catalog.Target, code: "23505"},
		{name: "taken at the target at once", targetSQL: "select lo_create(100000)", side: catalog.Target, code: "23505"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, many, test.targetSQL)
			oids := test.oids
			if oids == nil {
				oids = allObjects(t, p.sourceURL)
			}
			p.begin(t)
			_, err := copyproto.LargeObjects(context.Background(), p.source, p.target, oids)
			checkServerError(t, err, test.side, test.code)
			failed, other := p.sides(test.side)
			checkUsable(t, failed, 'E')
			checkUsable(t, other, 'T')
		})
	}
}

func TestLargeObjectsCancelled(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "select lo_from_bytea(1, 'x')", "")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errStop)
	p.begin(t)
	if _, err := copyproto.LargeObjects(ctx, p.source, p.target, []uint32{1}); !errors.Is(err, errStop) {
		t.Errorf("error is %v, want the cause of the cancelled context", err)
	}
	// A lock on the target's catalog holds the writer while the context ends.
	locker := connect(t, p.targetURL)
	exec(t, locker, "begin; lock table pg_largeobject_metadata in access exclusive mode")
	ctx, cancel = context.WithCancelCause(context.Background())
	ended := make(chan error, 1)
	go func() {
		_, err := copyproto.LargeObjects(ctx, p.source, p.target, []uint32{1})
		ended <- err
	}()
	for len(ended) == 0 && countBackends(t, p, "wait_event_type = 'Lock'") == "0" {
		continue
	}
	cancel(errStop)
	if err := <-ended; !errors.Is(err, errStop) {
		t.Errorf("error is %v, want the cause of the cancelled context", err)
	}
	checkClosed(t, p.target)
	checkUsable(t, p.source, 'T')
}

// BenchmarkLargeObjects copies 20,000 objects of 2 kB, and one of 200 MB.
func BenchmarkLargeObjects(b *testing.B) {
	for name, sql := range map[string]string{
		"small": "select lo_from_bytea(0, decode(repeat(md5(i::text), 125), 'hex')) from generate_series(1, 20000) i",
		"long":  "select lo_from_bytea(0, decode(repeat('abcdef01', 50000000), 'hex'))",
	} {
		b.Run(name, func(b *testing.B) {
			p := newPair(b, sql, "")
			oids := allObjects(b, p.sourceURL)
			before, copied := cpu(b), int64(0)
			for b.Loop() {
				p.begin(b)
				result, err := copyproto.LargeObjects(context.Background(), p.source, p.target, oids)
				if err != nil {
					b.Fatal(err)
				}
				exec(b, p.source, "rollback")
				exec(b, p.target, "rollback")
				copied += result.Bytes
			}
			b.SetBytes(copied / int64(b.N))
			b.ReportMetric((cpu(b)-before).Seconds()/(float64(copied)/1e9), "cpu-s/GB")
		})
	}
}
