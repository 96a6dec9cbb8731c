package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
	"copydb/logical/spool"
	"copydb/plan/journal"
	"copydb/plan/preflight"
	"copydb/plan/run"
)

// The exit codes.
const (
	Success      = 0   // the target is the same database
	Failed       = 1   // something failed; what was done is in the journal
	Usage        = 2   // the command line was not understood
	Exceptions   = 3   // done, but for what the summary lists
	CannotResume = 4   // cannot resume consistently
	Refused      = 5   // refused before anything was touched
	Differs      = 6   // a comparison found differences
	Interrupted  = 130 // stopped by a signal
)

// refusals are the errors that end a command before it has touched anything.
var refusals = []error{
	preflight.ErrRefused, journal.ErrLocked, journal.ErrOtherVersion, run.ErrUnfinished, run.ErrFollowed, run.ErrHasSlot, run.ErrNoSlotHeld, run.ErrOtherSlot, run.ErrNoSnapshot,
	run.ErrNotBegun, run.ErrNotPlanned, run.ErrNotFollowing, run.ErrNotCopied, run.ErrPartUnfinished, run.ErrNoSpool, run.ErrChanged, run.ErrOtherSource, spool.ErrInUse,
}

// exitCode tells the shell how it went.
func exitCode(err error) int {
	var usage *usageError
	var exceptions *exceptionsError
	var difference *differenceError
	var foreign *spool.ForeignError
	switch {
	case err == nil:
		return Success
	case errors.As(err, &usage), errors.Is(err, catalog.ErrBadEndpoint):
		return Usage
	case errors.Is(err, run.ErrInterrupted):
		return Interrupted
	case errors.Is(err, run.ErrNotConsistent), errors.Is(err, run.ErrEmptied), errors.Is(err, run.ErrSlotLost), isLostForGood(err):
		return CannotResume
	case errors.As(err, &foreign), slices.ContainsFunc(refusals, func(known error) bool { return errors.Is(err, known) }):
		return Refused
	case errors.As(err, &exceptions):
		return Exceptions
	case errors.As(err, &difference):
		return Differs
	}
	return Failed
}

// exitCodeHelp lists the exit codes of a command for its help; success tells what 0 means.
func exitCodeHelp(success string, others ...int) string {
	meaning := map[int]string{
		Failed:       "failed, or a server could not be reached",
		Usage:        "the command line was not understood",
		Exceptions:   "done, but for the exceptions that are listed",
		CannotResume: "cannot go on with rows of one moment",
		Refused:      "refused before anything was touched",
		Differs:      "they differ",
		Interrupted:  "interrupted by a signal",
	}
	var lines strings.Builder
	fmt.Fprintf(&lines, "Exit codes:\n%5d  %s", Success, success)
	for _, code := range others {
		fmt.Fprintf(&lines, "\n%5d  %s", code, meaning[code])
	}
	return lines.String()
}
