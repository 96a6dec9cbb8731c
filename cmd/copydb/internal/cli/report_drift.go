package cli

import (
	"errors"

	"copydb/logical"
	"copydb/logical/apply"
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
	switch {
	case errors.As(err, &relation), errors.As(err, &definitions):
		return "change the target as the source was changed, then go on with copydb resume; nothing is lost meanwhile"
	case errors.As(err, &diverged):
		return "something else writes to the target: stop it, put the row back, and go on with copydb resume; or begin again with --restart"
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
	return errors.As(err, &hole) || errors.As(err, &slot) || errors.As(err, &changed)
}
