package preflight

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// Finding is something that a check noticed.
type Finding struct {
	Side    catalog.Side
	Refused bool // the run cannot succeed
	Text    string
	Hint    string // what to do, "" where there is nothing
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s", f.Side, f.Text) }

// Advice is the finding and what to do about it, as one line.
func (f Finding) Advice() string {
	if f.Hint == "" {
		return f.String()
	}
	return fmt.Sprintf("%s (%s)", f, f.Hint)
}

// ErrRefused: something was found that would stop the run; nothing was touched.
var ErrRefused = errors.New("refused before anything was touched")

// Refusal is what a run is refused for, as an error.
type Refusal struct {
	Findings []Finding // one at least
}

// Refuse returns a *Refusal for those of the findings that a run cannot succeed with, nil where there are none.
func Refuse(findings []Finding) error {
	refused := slices.DeleteFunc(slices.Clone(findings), func(finding Finding) bool { return !finding.Refused })
	if len(refused) == 0 {
		return nil
	}
	return &Refusal{Findings: refused}
}

func (r *Refusal) Error() string {
	if len(r.Findings) == 1 {
		return r.Findings[0].String()
	}
	return fmt.Sprintf("%s (and %d more)", r.Findings[0], len(r.Findings)-1)
}

// Is makes every Refusal an ErrRefused.
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// some names the first few of many.
func some(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
