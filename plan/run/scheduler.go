package run

import (
	"container/heap"
	"context"
	"sync"

	"copydb/catalog"
	"copydb/plan"
)

// scheduler hands out steps whose needs are done, the heaviest of a class first, and no two at once that want the same
// table for themselves.
type scheduler struct {
	mu      sync.Mutex
	changed *sync.Cond
	steps   []plan.Step
	waiters [][]int // who needs each step
	missing []int   // how many needs of each step are not done
	ready   map[plan.Class]*stepHeap
	held    map[catalog.OID]bool // tables that a running step wants for itself
	open    int                  // steps that are not done
	stopped bool
}

// newScheduler takes the steps that are done already as the keys of done.
func newScheduler(steps []plan.Step, done map[string]string) *scheduler {
	s := &scheduler{
		steps:   steps,
		waiters: make([][]int, len(steps)),
		missing: make([]int, len(steps)),
		ready:   map[plan.Class]*stepHeap{plan.TargetOnly: {steps: steps}, plan.BothSides: {steps: steps}},
		held:    map[catalog.OID]bool{},
	}
	s.changed = sync.NewCond(&s.mu)
	for i, step := range steps {
		if _, known := done[step.ID]; known {
			continue
		}
		s.open++
		for _, need := range step.Needs {
			if _, known := done[steps[need].ID]; !known {
				s.missing[i]++
				s.waiters[need] = append(s.waiters[need], i)
			}
		}
		if s.missing[i] == 0 {
			heap.Push(s.ready[step.Kind.Class()], i)
		}
	}
	return s
}

// next waits for a step of a class. It returns nil when there is nothing left to do, or the context has ended.
func (s *scheduler) next(ctx context.Context, class plan.Class) *plan.Step {
	unhook := context.AfterFunc(ctx, s.stop)
	defer unhook()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open > 0 && !s.stopped {
		if i := s.take(class); i >= 0 {
			return &s.steps[i]
		}
		s.changed.Wait()
	}
	return nil
}

// take removes the heaviest ready step whose tables are free, or returns -1.
func (s *scheduler) take(class plan.Class) int {
	ready := s.ready[class]
	var passed []int
	defer func() {
		for _, i := range passed {
			heap.Push(ready, i)
		}
	}()
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		if s.hold(s.steps[i].Tables) {
			return i
		}
		passed = append(passed, i)
	}
	return -1
}

// hold takes tables for a step, all or none.
func (s *scheduler) hold(tables []catalog.OID) bool {
	for _, table := range tables {
		if s.held[table] {
			return false
		}
	}
	for _, table := range tables {
		s.held[table] = true
	}
	return true
}

// done tells that a step is committed.
func (s *scheduler) done(step *plan.Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, table := range step.Tables {
		delete(s.held, table)
	}
	for _, i := range s.waiters[step.Place] {
		s.missing[i]--
		if s.missing[i] == 0 {
			heap.Push(s.ready[s.steps[i].Kind.Class()], i)
		}
	}
	s.open--
	s.changed.Broadcast()
}

// stop sends all workers home.
func (s *scheduler) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	s.changed.Broadcast()
}

// stepHeap orders ready steps: the heaviest first, and in the plan's order among equals.
type stepHeap struct {
	steps   []plan.Step
	indexes []int
}

func (h *stepHeap) Len() int { return len(h.indexes) }
func (h *stepHeap) Less(i, j int) bool {
	a, b := h.indexes[i], h.indexes[j]
	if h.steps[a].Weight != h.steps[b].Weight {
		return h.steps[a].Weight > h.steps[b].Weight
	}
	return a < b
}
func (h *stepHeap) Swap(i, j int) { h.indexes[i], h.indexes[j] = h.indexes[j], h.indexes[i] }
func (h *stepHeap) Push(x any)    { h.indexes = append(h.indexes, x.(int)) }
func (h *stepHeap) Pop() any {
	last := len(h.indexes) - 1
	x := h.indexes[last]
	h.indexes = h.indexes[:last]
	return x
}
