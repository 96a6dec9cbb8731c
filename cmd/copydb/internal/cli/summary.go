package cli

import (
	"cmp"
	"slices"
	"time"

	"copydb/catalog/filter"
	"copydb/ddl"
	"copydb/plan"
)

// summary is what a run did, when it has ended.
type summary struct {
	planned bool // else nothing was done, and there is nothing to tell
	failed  bool
	tables  []table // those of which a part was copied, the longest copy first
	waiting int     // tables of which nothing was copied
	phases  []phase
	reading time.Duration // until the plan was made
	total   time.Duration
	losses  []ddl.Loss
	left    []filter.Left // what filters left out besides what the user named
}

// summary tells what was done until now; err is how the run ended.
func (t *tally) summary(err error) summary {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := summary{planned: !t.planned.IsZero() && !(t.changes && len(t.phases) == 0), failed: err != nil, total: t.now().Sub(t.started)}
	if !s.planned {
		return s
	}
	s.reading = t.planned.Sub(t.started)
	s.losses, s.left = slices.Concat(t.losses, t.leftOut), t.left
	for _, each := range t.tables {
		if each.done > 0 {
			s.tables = append(s.tables, *each)
		} else if each.parts > 0 {
			s.waiting++
		}
	}
	slices.SortFunc(s.tables, func(a, b table) int {
		return cmp.Or(cmp.Compare(b.copying, a.copying), cmp.Compare(b.bytes, a.bytes), cmp.Compare(a.name, b.name))
	})
	for _, kind := range plan.Kinds() {
		if phase := t.phases[kind]; phase != nil && !phase.first.IsZero() {
			s.phases = append(s.phases, *phase)
		}
	}
	return s
}
