package cli

import (
	"fmt"

	"copydb/ddl"
)

// usageError is a command line that cannot be understood. It never repeats a value, which may hold a password.
type usageError struct {
	problem string
	hint    string
}

func (e *usageError) Error() string { return e.problem }

// exceptionsError ends a run that did all but what the target cannot have.
type exceptionsError struct {
	losses []ddl.Loss
	told   bool // the summary has listed them
}

func (e *exceptionsError) Error() string {
	return fmt.Sprintf("the copy is done, with %s", plural(len(e.losses), "exception"))
}

// sidesError is what befell several sides that were tried independently of each other.
type sidesError []error

func (e sidesError) Error() string { return fmt.Sprintf("%d sides failed", len(e)) }

// Unwrap returns the failures.
func (e sidesError) Unwrap() []error { return e }
