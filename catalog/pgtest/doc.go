// Package pgtest starts throwaway PostgreSQL servers for the tests of every package, for cmd/demo and for benchmarks.
//
// A test asks for a shared server of a major version and for a database of its own in it:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
//
//	func TestCopy(t *testing.T) {
//		t.Parallel()
//		for _, pair := range pgtest.Pairs() {
//			source := pgtest.Start(t, pair[0]).Database(t, "create table t (id int primary key)")
//			target := pgtest.Start(t, pair[1]).Database(t)
//			...
//		}
//	}
//
// A test that kills, restarts or configures a server asks for one of its own with [Own].
//
// The programs of PostgreSQL 13 to 18 come from, in this order: the folder COPYDB_TEST_PG (one sub-folder a major, with
// bin, lib and share), the cache that "make postgres" fills, the system's own in /usr/lib/postgresql. A major that is
// found in none of them fails the test; nothing is skipped.
//
// What it promises:
//   - Servers belong to the process that started them: own folder, own port on the loopback, gone when the test binary
//     ends, and stopped by the kernel (on Linux) when the test binary is killed.
//   - As root, PostgreSQL refuses to run, so a server then runs as the user postgres, or nobody.
//   - A test that leaves a replication slot or a session of copydb behind in its database fails (see [Server.Database]),
//     and so does one that leaves a goroutine behind (see [Goroutines] and [Main]).
//
// Servers run with fsync off, which only an operating system crash could notice, but with synchronous_commit on: it costs
// next to nothing then, a commit survives [Server.Kill], and logical decoding sees it at once.
//
// The package keeps one registry of shared servers per process, because package testing gives a process no other owner.
// It never imports package catalog, so that catalog's own tests can use it.
package pgtest
