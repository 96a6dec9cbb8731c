package logical_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

func openTarget(t testing.TB, url string) *logical.Spool {
	t.Helper()
	target, err := catalog.ParseEndpoint(catalog.Target, url)
	if err != nil {
		t.Fatal(err)
	}
	spool, err := logical.OpenTargetSpool(within(t), target, logical.SpoolConfig{Of: identity, Applied: identity.Created, SegmentBytes: 16384})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { spool.Close() })
	return spool
}

// A spool in the target is as one in a folder; what is written is durable at once, a lost session does no harm, and what was half
// done is cut.
func TestTargetSpool(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			url := pgtest.Start(t, major).Database(t, "create schema copydb", logical.SpoolTable)
			spool := openTarget(t, url)
			all := fill(t, spool, 200)
			large := strings.Repeat("0123456789abcdef", 600_000)
			pgtest.Exec(t, url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'copydb/spool' and datname = current_database()")
			appendTo(t, spool, transaction(0x3000, large)...)
			all = append(all, "t:"+large)
			syncSpool(t, spool)
			if got := spool.Position(); got != 0x3008 {
				t.Errorf("durable up to %s", got)
			}
			appendTo(t, spool, transaction(0x4000, "x", "y")[:2]...)
			want(t, "what is read", feed(t, spool, identity.Created).until(0x3008).commits, all)
			spool.Close()

			spool = openTarget(t, url)
			if got := spool.Position(); got != 0x3008 {
				t.Errorf("taken up at %s", got)
			}
			appendTo(t, spool, sessionFrames(0x3008)...)
			appendTo(t, spool, transaction(0x4000, "again")...)
			want(t, "after the restart", feed(t, spool, 0x1000+0x10*190-8).until(0x4008).commits, append(all[190:], "t:again"))
			if err := spool.Trim(within(t), 0x4008); err != nil {
				t.Fatal(err)
			}
			if rows := pgtest.Query(t, url, "select count(distinct segment), sum(length(data)) < 16384 from copydb.spool")[0]; rows[0] != "1" || rows[1] != "t" {
				t.Errorf("after a trim there are %s segments, small: %s", rows[0], rows[1])
			}
			pgtest.Exec(t, url, "drop table copydb.spool")
			if err := errors.Join(spool.Append(within(t), logical.NewBlock(transaction(0x5000, "z")...)), spool.Flush(within(t))); err == nil {
				t.Error("writing to a table that is gone succeeds")
			}
		})
	}
}
