// Package logical brings the changes of a source here, from its replication slot: what is published, the slot, the stream, and
// the sentinel, by which a user says how far to follow. What comes goes on as blocks of frames (package frames), straight to
// who applies them (package apply), or by way of a spool (package spool).
//
// Words:
//
//   - Stream: the replication connection. It reconnects, it reports what was received and what is durable, it answers
//     keepalives while its reader is busy.
//   - Session: one connection of a stream, from its start to its loss.
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
//   - To read whatever is there: the walsender uses 2.5 to 3 s of CPU where the kernel sends by BBR, 4.2 to 4.8 s by CUBIC, as
//     it sends 600,000 packets and wakes us for many, and we 0.8 to 2.7 s. From another network namespace 4.8 to 6.6 s, and
//     2.3 to 5 s.
//   - To let them come together for 1 or 2 ms, or to wait for 48 kB, 10 ms at most: ours falls to 0.3 s, the walsender's only
//     in some runs: what it has sent by then went out one by one, into a window that was open.
//   - A window of 64 kB, and to nap for 20 ms when less than 16 kB wait: 1.8 to 2.0 s and 0.1 s in every run, by CUBIC and by
//     BBR (between namespaces 1.9 to 2.3 s), half as long by the clock; with TLS 3.3 and 0.6 s, where it was 4.0 and 2.8. After
//     4 ms the window is shut, and what the walsender writes then leaves as few large packets (near.go).
//   - With naps of 10 ms, windows of 128 kB and more, or reading until nothing waits, some runs were as slow as before. With
//     SO_RCVLOWAT for the length of a nap nobody is woken during it, as Go's poller would be; without the small window it
//     costs more than it gives, since each packet is acknowledged at once then.
//   - pg_logical_slot_peek_binary_changes instead of a walsender: 0.9 s of the source for the same, since it sends nothing by
//     itself and looks for no replies. Not built: a call decodes all before its first row comes, begins anew at restart_lsn, and
//     would write a large transaction to the source's disk once more.
package logical
