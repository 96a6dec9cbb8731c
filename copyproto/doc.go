// Package copyproto moves the contents of tables and of large objects from one PostgreSQL server to another.
//
// # Words
//
// A side is the source or the target. A frame is a message of the protocol, and here above all CopyData, which carries
// rows. Payload is what CopyData carries: rows as COPY writes them, which nobody here looks into. A part is a share of a
// table's rows that is copied by itself.
//
// # The pipe
//
// The source sends a frame a row. The target takes frames that are cut anywhere, and large ones cost it least:
//
//	source   H [d 15 row] [d 9 row] [N notice] [d 12 row] [d 900 MB ...  row] [c] [C] [Z]
//	             \            \                    \          \
//	buffer       row          row                  row        row ...       squeezed together where they were read
//	                               |                                 |
//	target   [d 512 KiB          ...] [d 512 KiB                  ...] ... [d the rest] [c]
//
// The steps are these:
//
//  1. [Pipe] takes both connections over from pgconn, which is idle and has read nothing ahead, and sends both
//     statements at once.
//  2. One goroutine reads from the source into a buffer, as much as there is. The splitter moves payload to the
//     buffer's beginning and takes note of other messages. It remembers a frame that is cut, never a frame's payload,
//     so that a row of any size passes through.
//  3. A full buffer gets a header of its own and goes to the writer, in one write; an empty one comes back. The last one
//     is sent with CopyDone at its end, once the source has said that it is ready, and not before: an error that
//     comes after the last row still stops the copy.
//  4. A third goroutine hears the target, since it may fail at any row.
//  5. The two counts of rows are compared.
//
// A buffer belongs to the reader from the channel free to the channel full, and to the writer from full to free. Three
// exist at most, made when first needed. Nothing is allocated for a row.
//
// # When it fails
//
// The first cause is kept, and what follows from it is not reported. The target is told to fail its COPY. A server whose
// statement still runs is asked to cancel it, again and again, since a request that overtakes the statement is ignored.
// Then both sides are heard out until they are ready for the next statement, for a few seconds at most; a connection
// that is not ready by then is closed, and so is one that broke. Every goroutine and every cancel request has ended
// when Pipe returns.
//
// pgconn learns the state of a transaction only from answers that it reads itself. That state changes in a COPY only if
// it fails, so only then is there one more round trip, which also catches a cancel request that came too late.
//
// # Promises
//
//   - Payload arrives byte for byte, or Pipe returns an error. A copy is never ended early as if it were complete.
//   - Memory is bounded by three buffers, whatever the rows.
//   - Neither transaction is begun or ended here.
//   - Notices are kept, up to a bound, in the result. pgconn's own handlers are not called, and neither a changed setting
//     that a server reports meanwhile nor a notification reaches pgconn.
//
// Why the connections are not hijacked: pgconn's Hijack gives a new connection object back, which pgx.Conn and every
// other owner would have to be told of. The round trip after a failure buys that nobody has to know.
//
// # Large objects
//
// [LargeObjects] reads the beginnings of a thousand objects in one statement, which for most objects is all there is, and
// creates as many in one statement on the target. Longer objects follow in chunks. Reading and writing overlap, in two
// batches of some MB. Chunks of zeros are not written, since an object reads as zeros where it has a hole. Only functions
// that every role may call are used, not the table pg_largeobject.
//
// # Measured
//
// On 2 cores with both servers (PostgreSQL 18, fsync off, COPY BINARY, TRUNCATE and FREEZE), rows of id and text;
// BenchmarkPipe and BenchmarkLargeObjects show it anew. CPU is the client's own, system calls included: first with little
// other work on the machine, then with three times more than it can do, when the rate says nothing.
//
//	bytes a row      MB/s      CPU seconds a GB
//	         20        60      2.2 to 3.0 (0.05 µs a row)
//	        100       130      0.83 to 1.1
//	      1,000       240      0.68 to 1.0
//	    100,000       150      0.86 to 1.1
//
// Side by side, 300 MB of 100-byte rows took the client 0.3 to 0.4 s of CPU, the source 0.8 s, the target 2 s; "psql | psql"
// took 0.9 s in place of the client, and up to 17 % longer. Two thirds of the client's CPU is reading, 8 kB at a time as
// the source's backend sends them; squeezing rows together takes 9 ns each. Tried and dropped, because they gain nothing:
// waiting 0.1 to 2 ms for more bytes before a read, and buffers of 64, 128 and 1024 KiB.
//
// A large object of 2 kB takes the client 7 µs, and both servers 100 µs together when the machine is that busy.
package copyproto
