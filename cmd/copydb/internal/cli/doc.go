// Package cli is the command line: its commands, what they print, and what they return to the shell.
//
// Words:
//
//   - Console: where a command prints: results to stdout, all else to stderr.
//   - Tally: what the events of a run add up to. The bars, the lines and the summary read it; only it counts.
//   - Bars: progress on a terminal. Lines: progress elsewhere, for people or as JSON.
//   - Summary: a line a table and a line a phase, at the end of a run, also of one that failed.
//   - Report: an error as people read it: one line with side, object and SQLSTATE, details, and a hint.
//   - Exception: something of the source that the target cannot have. A run with exceptions has an exit code of its own.
//   - Group: a command that only leads to others: "dump" of "dump schema".
//   - Listing: things with columns, as a table for people and as JSON for machines.
//
// The rooms:
//
//   - A file a command: run.go, stream_cleanup.go for "stream cleanup", list_*.go for what is listed. Its flags parse into an options
//     struct with Validate, and a function of a context and the options does the work, which tests can call (action.go).
//   - options_*.go: the flags that several commands share, a file a group of them.
//   - What a run tells: tally.go counts what events tell, progress.go says how far that is; bars.go, lines.go, summary.go and
//     listen.go print it.
//   - What ends a command: exitcode.go, errors.go, report.go, hints.go.
//
// Promises: nothing that is printed holds a password or a connection string, whatever the user typed where, but for a dump,
// which holds what the database does; an error is printed once, at the end; nothing here ends the process; every goroutine has
// ended when Main returns.
package cli
