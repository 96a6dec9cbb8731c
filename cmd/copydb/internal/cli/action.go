package cli

import (
	"context"
	"errors"

	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

// action is what a command does with valid options and no arguments. When its context ended, it is the cause of that end
// which is told, but for what is a result: all else is an echo.
func action(options interface{ Validate() error }, do func(context.Context) error) cli.ActionFunc {
	return func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		if err := options.Validate(); err != nil {
			return err
		}
		err := do(c.Context)
		if err != nil && c.Context.Err() != nil && !isResult(err) {
			return ended(context.Cause(c.Context), err)
		}
		return err
	}
}

// ended is the cause of a command's end, which leaves a run to be resumed where the error does.
func ended(cause, err error) error {
	if isResumable(err) {
		return &run.UnfinishedError{Err: cause}
	}
	return cause
}

// isResult says whether a command came to its end all the same.
func isResult(err error) bool {
	var exceptions *exceptionsError
	var difference *differenceError
	return errors.As(err, &exceptions) || errors.As(err, &difference)
}

// firstError makes checks one after another, up to the first that fails.
func firstError(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}
