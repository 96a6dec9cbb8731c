package cli

import (
	"slices"
	"sync"
	"time"

	"copydb/catalog/filter"
	"copydb/ddl"
	"copydb/logical"
	"copydb/plan"
	"copydb/plan/run"
)

// tally adds up the events of a run. It may be read while the run goes on.
type tally struct {
	mu      sync.Mutex
	now     func() time.Time
	started time.Time
	planned time.Time // zero until then
	phases  map[plan.Kind]*phase
	tables  map[*plan.Table]*table
	running map[string]*work // by the step's ID

	changes  bool            // nothing is copied any more
	followed *logical.Status // how far a run that follows is, nil of others
	losses   []ddl.Loss      // that the plan has foreseen
	left     []filter.Left   // what filters left out besides what the user named
	leftOut  []ddl.Loss      // that the plan had not foreseen
}

// phase adds up the steps of a kind.
type phase struct {
	kind        plan.Kind
	steps, done int
	running     int
	peak        int // the most steps that ran at the same time
	first, last time.Time
	busy        time.Duration // of all steps together
	rows, bytes int64
}

// table adds up the steps of a table.
type table struct {
	name            string
	schema, bare    string
	estimated       int64 // bytes on the source's disk
	parts, done     int
	rows, bytes     int64
	copying         time.Duration // of all parts together
	indexes         int
	indexing        time.Duration // of all indexes together
	passed, credits int64         // bytes of unfinished parts; estimated bytes of finished parts
}

// work is a step that runs.
type work struct {
	step  *plan.Step
	since time.Time
	bytes int64
}

func newTally(now func() time.Time) *tally {
	return &tally{
		now:     now,
		started: now(),
		phases:  map[plan.Kind]*phase{},
		tables:  map[*plan.Table]*table{},
		running: map[string]*work{},
	}
}

// observe takes in an event.
func (t *tally) observe(event run.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch event := event.(type) {
	case run.Planned:
		t.takePlan(event)
	case run.StepStarted:
		t.start(event)
	case run.BytesCopied:
		t.pass(event)
	case run.LeftOut:
		t.leftOut = append(t.leftOut, event.Loss)
	case run.StepFinished:
		t.finish(event)
	case run.Followed:
		t.followed = &event.Status
	}
}

// takePlan adds what is to do. What is done already, of a run that goes on, was the work of an earlier one.
func (t *tally) takePlan(event run.Planned) {
	planned, done := event.Plan, event.Done
	t.planned, t.changes, t.losses = t.now(), event.Changes, planned.Losses
	t.left = slices.DeleteFunc(slices.Clone(planned.Choice.Left), func(left filter.Left) bool { return left.Asked })
	if event.Changes {
		return
	}
	for _, each := range planned.Tables {
		t.tables[each] = &table{name: printable(each.Name.Plain()), schema: printable(each.Name.Schema), bare: printable(each.Name.Name),
			estimated: each.Bytes, parts: each.Parts}
	}
	for i := range planned.Steps {
		step := &planned.Steps[i]
		if _, before := done[step.ID]; !before {
			t.phase(step.Kind).steps++
		} else if table := t.tables[step.Table]; table != nil && step.Kind == plan.Copy {
			table.estimated -= table.estimated / int64(max(table.parts, 1))
			table.parts--
		}
	}
}

func (t *tally) start(event run.StepStarted) {
	if event.Joins {
		return
	}
	t.running[event.Step.ID] = &work{step: event.Step, since: event.At}
	p := t.phase(event.Step.Kind)
	if p.first.IsZero() || event.At.Before(p.first) {
		p.first = event.At
	}
	p.running++
	p.peak = max(p.peak, p.running)
}

func (t *tally) pass(event run.BytesCopied) {
	if step := t.running[event.Step.ID]; step != nil {
		step.bytes += event.Bytes
	}
	if table := t.tables[event.Step.Table]; table != nil {
		table.passed += event.Bytes
	}
}

func (t *tally) finish(event run.StepFinished) {
	step := t.running[event.Step.ID]
	delete(t.running, event.Step.ID)
	p := t.phase(event.Step.Kind)
	if !event.Joins {
		p.running--
	}
	p.busy += event.Took
	if event.At.After(p.last) {
		p.last = event.At
	}
	table := t.tables[event.Step.Table]
	if table != nil && step != nil {
		table.passed -= step.bytes
	}
	if event.Err != nil {
		return
	}
	p.done++
	p.rows += event.Rows
	p.bytes += event.Bytes
	if table != nil {
		table.finish(event)
	}
}

func (t *table) finish(event run.StepFinished) {
	switch event.Step.Kind {
	case plan.Copy:
		t.done++
		t.rows += event.Rows
		t.bytes += event.Bytes
		t.copying += event.Took
		t.credits = t.estimated * int64(t.done) / int64(max(t.parts, t.done, 1))
	case plan.Index:
		t.indexes++
		t.indexing += event.Took
	}
}

// phase returns the phase of a kind, also of one that the plan does not have.
func (t *tally) phase(kind plan.Kind) *phase {
	if t.phases[kind] == nil {
		t.phases[kind] = &phase{kind: kind}
	}
	return t.phases[kind]
}

// took returns the time from the phase's first step to its last.
func (p *phase) took() time.Duration { return max(p.last.Sub(p.first), 0) }

// copied estimates how much of the table is there, in bytes of the source's disk.
func (t *table) copied() int64 {
	if t.done >= t.parts {
		return t.estimated
	}
	return min(t.credits+t.passed, t.estimated)
}
