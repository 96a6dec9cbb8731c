package copyproto_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

// BenchmarkPipe copies tables of 100 or 500 MB in rows of several sizes, each in one transaction with TRUNCATE and FREEZE.
// Beside the throughput it reports the CPU that the client used, in seconds a GB of rows: the servers are other processes.
func BenchmarkPipe(b *testing.B) {
	for _, row := range []struct{ bytes, count int }{
		{20, 5_000_000}, {100, 5_000_000}, {1_000, 500_000}, {100_000, 5_000},
	} {
		b.Run(fmt.Sprintf("%dB", row.bytes), func(b *testing.B) {
			source := pgtest.Start(b, pgtest.Newest).Database(b, fmt.Sprintf(
				`create unlogged table t (id int, filler text);
				 alter table t alter filler set storage external;
				 insert into t select i, repeat('x', %d) from generate_series(1, %d) i`, row.bytes-14, row.count), "vacuum freeze t")
			target := pgtest.Start(b, pgtest.Newest).Database(b, `create table t (id int, filler text);
				 alter table t alter filler set storage external`)
			from, to := connect(b, source), connect(b, target)
			table := public("t", copyproto.Binary, "id", "filler")
			var copied int64
			before := cpu(b)
			for b.Loop() {
				exec(b, to, "begin; truncate t")
				result, err := copyproto.Pipe(context.Background(), from, to,
					table.CopyOut(copyproto.Part{}), table.CopyIn(true), nil)
				if err != nil {
					b.Fatal(err)
				}
				exec(b, to, "commit")
				copied += result.Bytes
			}
			b.SetBytes(copied / int64(b.N))
			b.ReportMetric((cpu(b)-before).Seconds()/(float64(copied)/1e9), "cpu-s/GB")
		})
	}
}

// cpu returns the CPU time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
