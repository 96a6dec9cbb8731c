package cli

import (
	"errors"

	"copydb/logical"
	"copydb/logical/apply"
	"copydb/logical/spool"
	"copydb/plan/drift"
)

// mending returns the statements that make a target fit again whose source's definitions have changed.
func mending(err error) []string {
	var relation *apply.DriftError
	var definitions *drift.Error
	switch {
	case errors.As(err, &relation):
		return relation.Mend
	case errors.As(err, &definitions):
		return definitions.Mend
	}
	return nil
}

// followHint tells what to do about what ends a run that follows.
func followHint(err error) string {
	var relation *apply.DriftError
	var definitions *drift.Error
	var diverged *apply.DivergedError
	var hole *logical.HoleError
	var damaged *spool.DamagedError
	var foreign *spool.ForeignError
	switch {
	case errors.As(err, &relation), errors.As(err, &definitions):
		return "change the target as the source was changed, then go on with copydb resume; nothing is lost meanwhile"
	case errors.As(err, &diverged):
		return "something else writes to the target: stop it, put the row back, and go on with copydb resume; or begin again with --restart"
	case errors.As(err, &hole):
		return "if the spool was moved, go on with copydb resume --spool and its folder; else begin again with copydb run --follow --restart"
	case errors.As(err, &damaged):
		return "bring the segment back from where it can be had, and go on with copydb resume; else begin again with copydb run --follow --restart"
	case errors.As(err, &foreign):
		return "give an empty folder to begin with, and the one that was used before to go on: --spool DIR"
	case errors.Is(err, spool.ErrInUse):
		return "does another copydb run? Each run takes a folder of its own: --spool DIR"
	case isLostForGood(err):
		return "begin again with copydb run --follow --restart, which removes what that run made"
	}
	return ""
}

// isLostForGood says whether changes are missing that cannot come again.
func isLostForGood(err error) bool {
	var hole *logical.HoleError
	var slot *logical.SlotError
	var changed *logical.SourceChangedError
	var damaged *spool.DamagedError
	return errors.As(err, &hole) || errors.As(err, &slot) || errors.As(err, &changed) || errors.As(err, &damaged)
}
