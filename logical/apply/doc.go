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
// # Lanes
//
// What waits in a spool can be applied by several appliers at once, each with a session, a reader of the spool and a row of
// progress of its own (see [Follow]). All read everything; each applies its share and passes over the rest:
//
//   - A table whose key is its only unique index is spread: its rows go to lanes by their keys' checksum. So do rows that have
//     no key, and are only ever inserted. Nothing but the key can make two rows wait for, or refuse, each other there.
//   - Any other table is one lane's, by its name's checksum.
//   - Where a change concerns rows of several lanes (TRUNCATE, a key that moves from one to another, a trigger that looks at each
//     row, another form of a table, a new session of the stream) all lanes end in front of it: they decide by the stream alone,
//     so each ends at the same place. There they are brought together in one transaction, one applier goes on for a while, and
//     then lanes again.
//
// Which tables are spread is noted with the lanes' rows, so that a process that goes on with lanes after a crash routes as the
// one before. Transactions are not whole on the target while lanes are apart; so they only catch up, to where the spool was
// when they began, and one applier follows.
//
// They go from stretch to stretch. An end position that is named meanwhile is where they come together, unless one of them has begun
// what lies behind it: then they do so right behind that.
//
// Measured on 2 CPUs with the target on them too, 100,000 TPC-B transactions: one applier 1.48 to 1.81 s, 2 lanes 1.30 and 1.39 s
// (an earlier build 1.60 and 1.64): the target's CPU time grows by a fifth and ours doubles. 50,000 transactions of 10 inserts take
// 1.3 to 2.0 and 1.3 to 1.4 s. Not measured where the target has a machine to itself.
//
// # Round trips
//
// All sessions are opened side by side, and kept from stretch to stretch. One applier waits for 4 round trips in all: the server's word
// on TLS (unless sslmode says), the session's start, its settings with what takes over and looks tables up, and the last commit; 2
// lanes for one more, which brings them together. TCP's own comes before. An earlier build had 8 and 31: settings were sent by themselves,
// statements prepared before they ran, lanes began once lane 0's session had made their rows, and ended with four trips and new
// sessions for who goes on. The lanes' rows are made by the statement that takes over lane 0, so that none of what it fences off lies
// between.
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
// # Transactions in progress
//
// A feed may bring large transactions while they run, in segments, as a slot does that is asked to: then the source need not write
// them to its disk, and the target has most of one applied when its commit comes. Each is applied at once, by an applier in a
// goroutine and a session of its own (running.go, running_session.go), from segments in the form that other messages have; the first
// applier hands it frames and goes on. The progress row is left alone until the commit comes: the first applier has all that
// committed before committed on the target too, hands the position over, and waits while the other one moves the row and commits. So
// the order of commits is the source's, and a transaction whose session is lost comes again as a whole.
//
// That it applies changes before it is known whether they come to be, and before what commits earlier, is right because of what
// the source's own locks allow: until it ends, nobody else there changes the rows and takes the unique values that it has touched, and
// who did so before had committed before. So before a segment is handed over, all that came before is committed on the target, not
// only sent: its batches must not wait for locks that are kept until a commit behind them. A table's definition cannot change under
// the transaction either, but by itself.
//
// Where this does not hold, nothing is mended: Run ends with a [RunningError], all such transactions are rolled back, and the
// caller has them come once they have committed. The reasons:
//
//   - A subtransaction was rolled back of which changes have come. The source tells of no others. To keep a savepoint for each
//     would cost all transactions what few need.
//   - A session has waited for a lock for some seconds: the target's locks are not the source's. Of rows that are equal in all
//     columns another one was found, somebody else has the table. Deadlocks through us are not visible to the server, so whoever
//     waits while such transactions are open does so with lock_timeout.
//   - A statement was refused or met no row, or a relation does not fit: whether that stands is told when it is its turn.
//   - Triggers answer to the changes: they would see the tables at another moment than in the order of commits.
//   - A table's copy is ahead of its commit, whose position is not known before.
//   - More are in progress at once than we have sessions for.
//
// On two cores, PostgreSQL 18 and copydb on one machine: one transaction of 1,000,000 inserts takes 0.65 of what a native
// subscription (streaming = parallel) takes, 500,000 updates 0.74; where they come after their commits 1.34 and 1.25 (an earlier
// build). Both are single runs on a quiet machine. [SourceMemory] is most of it for updates: the target is what takes longest
// there, and with 64 MB it has nothing to do for 0.6 s. 40 transactions of 30,000 inserts take the same time in segments and without; four transactions
// of 320,000 changes at once take 114 MB of memory, one of 5,000,000 inserts 87 MB.
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
