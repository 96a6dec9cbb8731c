package run

import (
	"sync"
	"time"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/preflight"
)

// Event is something that happened in a run.
type Event interface{ event() }

// Connected tells that both sides answered.
type Connected struct {
	Source, Target               catalog.Server
	SourceAddress, TargetAddress string
}

// Planned tells what is going to be done.
type Planned struct {
	Plan     *plan.Plan
	Changes  bool                // nothing is copied any more, or not by this run: changes alone are kept, received or applied
	Findings []preflight.Finding // what preflight noticed and let pass
	Done     map[string]string   // of a run that goes on: the IDs of the steps that are done already
}

// StepStarted tells that a worker took up a step.
type StepStarted struct {
	Step *plan.Step
	At   time.Time
	// Joins says that it goes into the transaction of the step that was told of before.
	Joins bool
}

// BytesCopied tells that a part of a step's rows went through, while it runs.
type BytesCopied struct {
	Step  *plan.Step
	Bytes int64
}

// StepFinished tells that a step is committed, or how it failed.
type StepFinished struct {
	Step  *plan.Step
	At    time.Time
	Took  time.Duration
	Rows  int64
	Bytes int64
	Err   error
	Joins bool // as it was told when the step started
}

// StepRetried tells that a step lost its connection, and is tried again after a pause.
type StepRetried struct {
	Step  *plan.Step
	Err   error
	Pause time.Duration
}

// LeftOut tells that the target refused something, and that the run does without.
type LeftOut struct {
	Loss ddl.Loss
}

func (LeftOut) event()      {}
func (StepRetried) event()  {}
func (Connected) event()    {}
func (Planned) event()      {}
func (StepStarted) event()  {}
func (BytesCopied) event()  {}
func (StepFinished) event() {}

// Subscriber receives events, one at a time. It must not block for long: the workers wait for it.
type Subscriber func(Event)

// emitter hands events to subscribers, one at a time.
type emitter struct {
	mu          sync.Mutex
	subscribers []Subscriber
}

func (e *emitter) emit(event Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, subscriber := range e.subscribers {
		subscriber(event)
	}
}
