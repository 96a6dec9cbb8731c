package spool_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

func openTarget(t testing.TB, url string) *spool.Spool {
	t.Helper()
	target, err := catalog.ParseEndpoint(catalog.Target, url)
	if err != nil {
		t.Fatal(err)
	}
	s, err := spool.OpenTarget(streamtest.Within(t), target, spool.Config{Of: identity, Applied: identity.Created, SegmentBytes: 16384})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// A spool in the target is as one in a folder; what is written is durable at once, a lost session does no harm, and what was half
// done is cut.
func TestTargetSpool(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			url := pgtest.Start(t, major).Database(t, "create schema copydb", spool.Table)
			s := openTarget(t, url)
			all := fill(t, s, 200)
			large := strings.Repeat("0123456789abcdef", 600_000)
			pgtest.Exec(t, url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'copydb/spool' and datname = current_database()")
			appendTo(t, s, transaction(0x3000, large)...)
			all = append(all, "t:"+large)
			syncSpool(t, s)
			if got := s.Position(); got != 0x3008 {
				t.Errorf("durable up to %s", got)
			}
			appendTo(t, s, transaction(0x4000, "x", "y")[:2]...)
			streamtest.Want(t, "what is read", feed(t, s, identity.Created).Until(0x3008).Commits, all)
			s.Close()

			s = openTarget(t, url)
			if got := s.Position(); got != 0x3008 {
				t.Errorf("taken up at %s", got)
			}
			appendTo(t, s, sessionFrames(0x3008)...)
			appendTo(t, s, transaction(0x4000, "again")...)
			streamtest.Want(t, "after the restart", feed(t, s, 0x1000+0x10*190-8).Until(0x4008).Commits, append(all[190:], "t:again"))
			if err := s.Trim(streamtest.Within(t), 0x4008); err != nil {
				t.Fatal(err)
			}
			if rows := pgtest.Query(t, url, "select count(distinct segment), sum(length(data)) < 16384 from copydb.spool")[0]; rows[0] != "1" || rows[1] != "t" {
				t.Errorf("after a trim there are %s segments, small: %s", rows[0], rows[1])
			}
			pgtest.Exec(t, url, "drop table copydb.spool")
			if err := errors.Join(s.Append(streamtest.Within(t), &frames.Block{Frames: transaction(0x5000, "z")}), s.Flush(streamtest.Within(t))); err == nil {
				t.Error("writing to a table that is gone succeeds")
			}
		})
	}
}
