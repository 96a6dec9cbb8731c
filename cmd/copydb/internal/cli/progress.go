package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"copydb/logical"
	"copydb/plan"
)

// progress is how far a run is, at one moment.
type progress struct {
	planned       bool
	phase         string // "copy, index"
	total, copied int64  // estimated bytes of all tables
	passed        int64  // bytes that went through
	built, builds int    // indexes, constraints and foreign keys
	running       []working
	elapsed       time.Duration
	rate          int64         // bytes a second that go through
	left          time.Duration // estimated for the rows; 0 where nothing can be said
	followed      *logical.Status
}

// working is a step that runs.
type working struct {
	name   string
	bytes  int64
	weight int64
	took   time.Duration
	share  float64 // that is done, or -1 where nothing can be said
}

// progress tells how far the run is.
func (t *tally) progress() progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	p := progress{elapsed: now.Sub(t.started), followed: t.followed}
	if t.planned.IsZero() {
		p.phase = "reading the source's catalogs"
		return p
	}
	p.planned = true
	for _, table := range t.tables {
		p.total += table.estimated
		p.copied += table.copied()
	}
	p.phase = t.runningKinds()
	for _, kind := range []plan.Kind{plan.Index, plan.Constraint, plan.ForeignKey} {
		if phase := t.phases[kind]; phase != nil {
			p.builds += phase.steps
			p.built += phase.done
		}
	}
	p.running = t.works(now)
	t.speed(&p, now)
	return p
}

// speed works out how fast rows go through, and how long those that are left will take.
func (t *tally) speed(p *progress, now time.Time) {
	rows := t.phases[plan.Copy]
	if rows == nil || rows.first.IsZero() {
		return
	}
	p.passed = rows.bytes
	for _, work := range t.running {
		if work.step.Kind == plan.Copy {
			p.passed += work.bytes
		}
	}
	took := now.Sub(rows.first)
	if rows.done == rows.steps {
		took = rows.took()
	}
	if took <= 0 {
		return
	}
	p.rate = int64(float64(p.passed) / took.Seconds())
	if p.copied > 0 && p.copied < p.total {
		p.left = time.Duration(float64(took) * float64(p.total-p.copied) / float64(p.copied))
	}
}

// runningKinds names what is under way.
func (t *tally) runningKinds() string {
	var kinds []string
	for _, kind := range plan.Kinds() {
		if phase := t.phases[kind]; phase != nil && phase.running > 0 {
			kinds = append(kinds, string(kind))
		}
	}
	return strings.Join(kinds, ", ")
}

// works lists the steps that run, the heaviest first.
func (t *tally) works(now time.Time) []working {
	works := make([]working, 0, len(t.running))
	for _, each := range t.running {
		w := working{name: printable(each.step.ID), bytes: each.bytes, weight: each.step.Weight, took: now.Sub(each.since), share: -1}
		if each.step.Kind == plan.Copy && w.weight > 0 {
			w.share = min(float64(w.bytes)/float64(w.weight), 1)
		}
		works = append(works, w)
	}
	slices.SortFunc(works, func(a, b working) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.name, b.name))
	})
	return works
}
