// Package run carries out a plan: it holds the snapshot and the lock, has everything checked before anything is touched
// (plan/preflight), hands steps to workers, has the journal (plan/journal) tell what is done, and tells what happens as events.
//
// Words:
//
//   - Worker: a goroutine with sessions of its own that carries out one step after another.
//   - Event: what happened, as a typed value. This package prints nothing: progress, the log and the summary subscribe.
//
// A run, in numbers that the code repeats:
//
//  1. Take the target's lock; a second run is refused.
//  2. Export the source's snapshot, and read facts under it, while the target tells what it holds; where that is much, it tells it first.
//  3. Preflight: everything that would stop the run later is found and told now, before anything is touched. Extensions are made
//     on the target, looked at, and rolled back: what users did to the source's shows by that (extensions.go).
//  4. Write the journal, with the plan's options.
//  5. Work through the steps. The first failure cancels the others; what is committed stays, what is not is rolled back.
//  6. Drop the journal.
//
// A run that follows (Config.Follow) goes through stages that the journal names, and can be taken up in each:
//
//   - start: the journal is written, then the publication, then the slot, whose snapshot takes the place of the run's own.
//     Where the tables that are published are not those that the snapshot shows, it begins again. Slot and snapshot may also
//     be taken over from a process that holds them (follow_takeover.go).
//   - copy: steps up to the foreign keys, under the slot's snapshot, while a spool receives changes. Each table's copy
//     commits with its position (copydb.sync): changes of transactions that committed before are in it. A copy that is
//     taken up goes on under the snapshot of a temporary slot, whose position is a later one; so all tables are whole, each
//     of a known moment, and the stream brings them together.
//   - rest: where the positions differ, changes are applied up to the last of them; from there on the rows of all tables
//     fit, and foreign keys, triggers and what else needs that are made. A target whose role may not set
//     session_replication_role gets them at the end instead: they would answer to each change.
//   - follow: changes are applied until the sentinel's end position: exactly the transactions that committed before it.
//     One that is set when changes behind it were applied already ends the run where it is.
//     Where there is a spool, they go through it to the end, also when nothing waits any more: the source can let its WAL go
//     at any time then, a target that is down for a while does not matter to it, and it costs less than a millisecond.
//   - end: what no stream carries is brought over, under a snapshot of its own: tables without an identity, large objects,
//     sequences; then materialized views, and triggers that answer to replicas are switched on. The application has to stand
//     still by then.
//   - done: slot, publication and journal stay until CleanUp, so that another end position can be named.
//
// While changes are applied, and once more at the end, the tables of both sides are compared (plan/drift). Where the target lacks
// what changes need, the run stops with the statements that mend it; all else is told. A table that the stream does not bring any
// more, or not all of, is copied again at the end.
//
// The monitor is the one session by which people look and steer (copydb.status, copydb.sentinel). Lost connections, the
// lock's included, are made again for RetryFor while nothing goes forward.
//
// While steps are worked through, the run's context ends, with that cause, when the session of the lock or of the snapshot is lost.
//
// The rooms:
//
//   - Up to the first step: run.go, with create.go, split.go, there.go and extensions.go; resume.go takes up; preview.go only looks; instance.go
//     is for all databases of a server.
//   - Who works: scheduler.go hands out steps, worker.go takes them, retry.go and together.go say how often and how many at once,
//     pool.go and pace.go how much.
//   - What a step does: execute.go (statements), rows.go, sequence.go, statistics.go; exception.go is what the run does without.
//   - Following: follow.go goes through the stages, follow_*.go are them; changes.go brings the stream, monitor.go and drift.go watch.
//   - After: cleanup.go. Told all along: event.go, event_follow.go, errors.go.
//
// Measured on 2 cores with both servers (PostgreSQL 18), the database bench of cmd/bench: both cores are busy from beginning
// to end, with 28 s of the servers' CPU and 1.2 s of copydb's. Of the servers' CPU:
//
//	COPY in     12.3 s   events 6.0 (half of it parsing jsonb), accounts 4.3 (a third of it counting the characters of
//	                     char(84)), narrow 1.1, files 0.8
//	COPY out     5.4 s   events 2.6, accounts 1.6, narrow 0.9, files 0.2; and 0.6 s of the source's I/O workers
//	indexes      8.0 s   events 5.7 (kind and account 3.0, GIN 1.4, at 0.7, id 0.7), accounts 1.2, narrow 1.0
//	the rest     1.5 s   foreign keys 0.9, WAL writer, commits, autovacuum 0.3
//
// Side by side, with pgcopydb 0.18 (binary) in turn, on a busy machine: servers 28.5 to 30.3 s against 33.5 to 35.0 s, own CPU 1.5
// against 2.7 s, 18.6 to 19.3 s against 25.5 to 28.1 s by the clock; in two later pairs 29 and 32 s of the servers against 43 and 34,
// 27 and 29 s by the clock against 43 and 33. With half the rows 14.8 s of the servers' CPU and 0.8 s of
// copydb's; with 20,000 tables of 10 columns instead of 10,000 twice as much of both (64 and 4.7 s).
// Now that blanks stay behind: 33.1 and 36.4 s of both servers and copydb against 44.2 and 46.1 with pgcopydb, 22.4 and 25.5 s against 30.7
// and 34.2 by the clock, on a busy machine. No core is idle at the end: what comes last, events' indexes and accounts' foreign key, ends
// together.
//
// Memory is a matter of definitions, since rows take three buffers a session. It is at its most while statements are put in order:
// facts (2.2 kB a table of 10 columns with two indexes), statements (1.9 kB) and what orders them are there at once; steps and tables to
// come (1.5 kB) take the place of facts, which planning lets go of as it goes along (plan.Options.Spends). With 20,000 such tables the
// most in use was 154 MB and is now about 100, and the system gave 224 MB and now 147; with 10,000 tables 125 and now 94, with 5,000 now 70.
// 16 MB of each are the program itself. To dump that schema takes 161 MB instead of 231, to compare two of it 222 instead of 311.
// What it took:
//
//   - Facts of 66 MB became 45: texts that come again are kept once, and not made anew for each row; what indexes and tables have in
//     common is shared, as with columns; small fields stand together.
//   - Statements are made once and pointed at: what put all kinds together, and the order, made copies of 18 MB each.
//   - Steps of 240 bytes became 152: what few of them have is elsewhere. Which tables are copied in parts is settled before the plan is
//     built, not after it by building another one.
//   - Garbage may take an eighth instead of a quarter where much is in use (memory.go). Planning by itself took 164, 156 and 152 MB with
//     25, 15 and 10 %, and 2.2, 2.3 and 2.6 s of CPU. What is thrown away besides is 365 MB instead of 570, so that a run takes as much CPU as
//     before. An eighth all the time cost who follows half of their CPU again: 0.60 s for 50,000 transactions of TPC-B from the spool, now 0.4.
//   - What was planned before is let go when a run that follows plans anew, under the slot's snapshot and at the end. With 10,000 tables
//     the system gave such a run 218 MB and now 168; with 20,000 now 296.
//
// Dropped: a soft limit of memory. To follow 20,000 tables took 54 s of CPU by it, most of them to collect garbage, instead of 22.
//
// What paid, in seconds of CPU of one build each (pace.go has the rules):
//
//   - Little memory where keys are compared where they lie (2 million rows of text and int): 5.4 with 1 GB, 4.9 with 64 MB, 4.2
//     with 16 MB, 3.1 with 2 to 8 MB. Not for keys in the sort's own array (5 million ints in order: 1.3 with 1 GB, 1.8 with 4 MB).
//   - No parallel workers where all processors are busy: 2.0 to 1.6, 1.6 to 1.3, 1.0 to 0.8.
//   - effective_io_concurrency = 0 for tables that the cache holds: 1.6 to 1.3 for 650 MB, since no I/O workers are asked.
//   - The largest index of a table first.
//   - Blanks at the end of a character(n) that stay behind: 5 million accounts with an empty char(84) took both servers 6.8 to 8.3 and
//     now 5.6 to 6.5, copydb 0.6 and now 0.3; the target alone 4.5 to 5.5 and now 3.1 to 3.4, the source 0.4 more. A value that is
//     full costs the source 0.1 µs.
//
// With servers far away, the database bench loses time where all wait for one round trip: while rows go by, others work meanwhile. Of 61
// round trips before the first row, one after another, 32 are left: queries that are asked once are not prepared first (10); workers open
// their sessions, to both sides at the same time, before there is a step (8); the journal is written in one instead of nine (8); what the
// target tells goes beside what the source tells (3). Copying a table's statistics takes 6 instead of 8. With 2 % of the rows, 50 ms
// away, the first row came after 6.7 instead of 8.6 s, and all was done after 11.1 instead of 13.9 s, on a busy machine, with the target
// not yet telling what it holds meanwhile.
//
// Tried, and dropped: rows as text (10 to 20 % more CPU on both sides); no reading ahead on the source (0.3 s less of all, but its
// tables may not be cached); GIN with 4 MB (1.7 instead of 2.1 s, but with many different keys the index would be written many
// times over); a reader that waits for more (reads are of 320 kB on average as it is). Unix sockets are no faster than the loopback
// (they hold 200 kB, so that both ends wait for each other more: copydb's own CPU 2.2 s instead of 1.2). Not ours to choose:
// wal_level, checksums (3 %).
//
// Promises: every goroutine started here has ended when Run returns, and every session is closed; an error names the side,
// the object and the step.
package run
