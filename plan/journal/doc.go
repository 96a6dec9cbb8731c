// Package journal keeps what a run has done in the target itself: the schema copydb, which is dropped when all is done. It holds
// all SQL about that schema but for the tables that following adds (packages logical and apply), and the lock that goes with it.
//
// Words:
//
//   - Run: the row copydb.run: the source, the snapshot and the options of the run that has not finished.
//   - Done: a row of copydb.step. A step commits in the same transaction as its row, so that "done" is neither early nor late;
//     the row also holds the statements that remove what the step made.
//   - Exception: what a step could not do, and the run does without.
//   - Following: the row copydb.follow, of a run that follows: its slot, its stage, what is published.
//   - Position: where a table's rows stand in the stream (copydb.sync).
//   - Off: what answers to changes on the target, and is taken off while they are applied (copydb.off).
//   - Lock: an advisory lock in the target, held by a session of its own: one run per target database at a time.
//   - Report: what the journal tells to whoever asks, without the lock.
//
// Promises: whatever is written in several statements is written in one transaction. A journal that is read is one that some
// run has written whole. Who writes holds the lock.
package journal
