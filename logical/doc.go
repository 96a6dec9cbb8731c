// Package logical brings the changes of a source here: from its replication slot, over the wire or through a spool, to
// whoever applies them.
//
// Words:
//
//   - Frame: one message of the stream, in the order in which the walsender sent them.
//   - Block: frames whose bytes share a buffer; what travels between the parts.
//   - Feed: where blocks come from, in order: the Stream itself, or a Spool.
//   - Stream: the replication connection. It reconnects, it reports what was received and what is durable, it answers
//     keepalives while its reader is busy.
//   - Spool: what was received and is not yet on the target, kept so that the source can let its write-ahead log go.
//
// Positions are those of commits. A transaction's Commit has a commit LSN, where its commit record begins, and an end LSN
// behind it. What is acknowledged and where a stream restarts is an end LSN: the server leaves out a transaction if its
// commit record begins before the position it is asked to start at (snapbuild.c, SnapBuildXactNeedsSkip). The LSN of a
// message goes backwards between transactions and is no cursor.
//
// # What was tried for speed
//
// On two cores, PostgreSQL 18 and copydb on one machine, 50,000 transactions of 10 inserts (69 MB of messages), read to
// nowhere:
//
//   - To read whatever is there: the walsender uses 2.9 s of CPU, as it sends 600,000 packets and wakes us for each, and we 1.5 s.
//   - To let them come together for 1 or 2 ms: ours falls to 0.5 s, the walsender's does not: all it has sent by then
//     went out one by one, into a window that was open.
//   - To wait for 48 kB, 10 ms at most: 1.8 s and 0.2 s. Most of the time the window is shut, and what the walsender writes
//     meanwhile leaves as one packet.
//   - Smaller windows (TCP_WINDOW_CLAMP, SO_RCVBUF) and longer waits (20 ms) gave no more, and some runs were as slow as before.
package logical
