// Package apply writes the changes of a stream to the target, exactly once and in the order of the source's commits.
//
// # Words
//
//   - Change: one row's insert, update or delete, or a TRUNCATE.
//   - Batch: changes that go to the target together, up to one Sync of the protocol. It holds whole transactions of the source,
//     thousands of them if they are there, which become one transaction of the target; or a part of one that is large.
//   - Effect: what the changes of one row in a batch come to.
//   - Shape: the statements that do one thing to one set of a table's columns, prepared for 1, 4, 16 ... rows.
//   - Exact: row by row, in the source's order.
//
// # How a batch comes about
//
//		feed -> pump -> take: decode -> change: effects by table and key -> seal: statements -> send
//		                                                                                        |
//		                          finish: release the blocks, tell who asked  <- listen <- target
//
//	 1. Changes are collected until the feed has nothing more and the target is idle, or there is enough for a batch. Frames
//	    stay in their blocks; a change is a reference to its values.
//	 2. Changes of one row become one, if the row has a key that a unique index of the target holds: post-images are values,
//	    so a row's last state depends on nothing but its own changes, and what held at the source's commit holds at the
//	    batch's end. A change of a key, a TRUNCATE, and rows without such a key are written when they come, after what is
//	    pending for their table. Rows that are told by all their values (REPLICA IDENTITY FULL) wait as well: keyless.go.
//	 3. seal writes deletes, updates and inserts, in this order over all tables: many rows in one statement, or by COPY. Values
//	    go from the stream's bytes into the statement's parameters in one step.
//	 4. Around them are BEGIN, the compare-and-set of the progress row, and COMMIT. The batch is sent without waiting for those
//	    before it; a window of bytes bounds what is unanswered, so round trips cost nothing.
//
// # Exactly once
//
// The progress row (see [ProgressTable]) moves in the transaction that applies, from the position that the batch before
// left to the batch's own end, and only if it is there and the epoch is ours. So whatever happens to connections and
// servers, what is applied and what is recorded are the same; of batches in flight none commits after one that did not; and
// a session of a copydb that was killed cannot commit once another has taken over. Replication origins would not do: set
// from SQL, an origin moves on 16 and later even if the transaction is rolled back.
//
// Commits do not wait for the disk (synchronous_commit = off), but for one a second, which makes all before it durable.
// Only such positions are told to [Config].Durable.
//
// # When a batch fails
//
// Transient secondary uniqueness is the price of step 3: two rows that swap a unique value do so in an order of their own.
// It can only fail, never go wrong. Then the batch is rolled back, to its savepoint if it is a part of a transaction,
// collected again from its frames and written exactly; what was in flight behind it follows. The table stays exact for some
// batches. What fails exactly is an error that names the table, its key's columns and the commit. Deadlocks and cancelled
// statements are tried again. Each UPDATE and DELETE has to meet its rows, which is checked before the commit; one that does
// not is a [DivergedError].
//
// A connection that is lost ends Run with an error. Nothing is assumed about what was in flight: the caller runs again, with
// a feed from the recorded progress.
//
// # Which transactions
//
// Those that committed below the end position E, by the LSN of their commit record, which Begin tells: exactly these are
// applied. E is reached when a Begin at or beyond it comes, or a keepalive that says that all before it has come. A
// transaction is never applied in part.
//
// A relation that the target's table does not fit stops the run before the first transaction that needs it, with all
// transactions before it applied: a [DriftError], which carries the statements that would mend it.
package apply
