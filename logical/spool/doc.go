// Package spool keeps what was received of a stream until it is on the target, so that the source can let its write-ahead log go.
//
// Words:
//
//   - Spool: frames in segments. One goroutine appends, any number read: [Spool.Receive] fills it from a stream, [Spool.Feed]
//     reads it from a position on, [Spool.Trim] removes what is applied.
//   - Segment: a sequence of bytes that only grows, until the next one begins. It begins with a header, which tells whose it is
//     and what came before, and with the relations that hold there, so that a reader can begin with it.
//   - Store: where segments are: files of a folder ([OpenDir]), or rows of the target's journal ([OpenTarget]).
//   - Hole: what the source has let go of, as we told it that it is safe, and is neither here nor on the target.
//
// What is read is the stream's transactions, whole, once, in the order of their commits, also those that came in parts while
// they ran (streams.go). A write that was cut by a crash is cut off when the spool is taken up, and comes again (open.go);
// damage in what was whole, and a hole, are errors, and change nothing: what is missing may be brought back.
package spool
