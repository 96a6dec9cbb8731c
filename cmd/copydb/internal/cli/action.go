package cli

import (
	"context"

	cli "github.com/urfave/cli/v2"
)

// action is what a command does with valid options and no arguments. When its context ended, it is the cause of that end
// which is told: all else is an echo.
func action(options interface{ Validate() error }, do func(context.Context) error) cli.ActionFunc {
	return func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		if err := options.Validate(); err != nil {
			return err
		}
		err := do(c.Context)
		if err != nil && c.Context.Err() != nil {
			return context.Cause(c.Context)
		}
		return err
	}
}
