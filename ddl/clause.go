package ddl

import "strings"

// clauses are the options of a command, in their order.
type clauses []string

// set adds an option that has a value.
func (c *clauses) set(name, value string) {
	if value != "" {
		*c = append(*c, name+" = "+value)
	}
}

// flag adds an option that is on.
func (c *clauses) flag(name string, on bool) {
	if on {
		*c = append(*c, name)
	}
}

// String returns the options in their parentheses.
func (c clauses) String() string { return "(" + strings.Join(c, ", ") + ")" }
