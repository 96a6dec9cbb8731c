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
package logical
