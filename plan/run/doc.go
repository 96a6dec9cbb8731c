// Package run carries out a plan: it holds the snapshot and the lock, keeps the journal, hands steps to workers, and tells
// what happens as events.
//
// Words:
//
//   - Journal: the schema copydb in the target, a row for the run and one for each step that is done. A step commits in the
//     same transaction as its row, so that "done" is neither early nor late. It is dropped when all is done.
//   - Lock: an advisory lock in the target, held by a session of its own: one run per target database at a time.
//   - Worker: a goroutine with sessions of its own that carries out one step after another.
//   - Event: what happened, as a typed value. This package prints nothing: progress, the log and the summary subscribe.
//
// A run, in numbers that the code repeats:
//
//  1. Take the target's lock; a second run is refused.
//  2. Export the source's snapshot, and read facts under it.
//  3. Preflight: everything that would stop the run later is found and told now, before anything is touched.
//  4. Write the journal, with the plan's options.
//  5. Work through the steps. The first failure cancels the others; what is committed stays, what is not is rolled back.
//  6. Drop the journal.
//
// The run's context ends, with that cause, when the session of the lock or of the snapshot is lost.
//
// Promises: every goroutine started here has ended when Run returns, and every session is closed; an error names the side,
// the object and the step.
package run
