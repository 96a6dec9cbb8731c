package drift

import "strings"

// Error is definitions of the source that the target does not have, so that changes cannot be applied. What was applied before
// stays; the run goes on when the target fits again.
type Error struct {
	Reasons []string
	Mend    []string // statements that make the target fit
}

func (e *Error) Error() string {
	return "the source's definitions have changed: " + strings.Join(e.Reasons, "; ")
}

func (e *Error) add(reason, mend string) {
	e.Reasons, e.Mend = append(e.Reasons, reason), append(e.Mend, mend)
}

// Difference is something of a table that is not the same on both sides any more, and stops nothing.
type Difference struct {
	Object string // "table public.orders"
	Reason string
	Mend   string // the statement that gives the target the same, "" where there is none
	Passes bool   // the end brings the table over as it is

	renames bool // changes that come need the column under its new name
}

// Text is the reason, and what mends it, as one line.
func (d Difference) Text() string {
	if d.Mend == "" {
		return d.Reason
	}
	return d.Reason + "; on the target: " + d.Mend
}
