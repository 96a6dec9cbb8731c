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

// exceptionsError ends what did all but what the target cannot have.
type exceptionsError struct {
	done   string // "the copy is done"
	losses []ddl.Loss
	told   bool // the summary has listed them
}

func (e *exceptionsError) Error() string {
	return fmt.Sprintf("%s, with %s", e.done, plural(len(e.losses), "exception"))
}

// differenceError ends a comparison of databases that are not the same.
type differenceError struct {
	objects int
}

func (e *differenceError) Error() string {
	return fmt.Sprintf("the two sides differ in %s", plural(e.objects, "object"))
}

// sidesError is what befell several sides that were tried independently of each other.
type sidesError []error

func (e sidesError) Error() string { return fmt.Sprintf("%d sides failed", len(e)) }

// Unwrap returns the failures.
func (e sidesError) Unwrap() []error { return e }
