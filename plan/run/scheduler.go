package run

import (
	"container/heap"
	"context"
	"sync"

	"copydb/catalog"
	"copydb/plan"
)

// mostTogether bounds the small steps of one transaction, and so the locks it holds.
const mostTogether = 64

// scheduler hands out steps whose needs are done, the heaviest of a class first, and no two at once that want the same
// table for themselves. Small steps of one kind it hands out together, to be done in one transaction.
type scheduler struct {
	mu      sync.Mutex
	changed *sync.Cond
	steps   []plan.Step
	waiters [][]int // who needs each step
	missing []int   // how many needs of each step are not done
	ready   map[plan.Class]*stepHeap
	workers map[plan.Class]int
	held    map[catalog.OID]bool // tables that a running step wants for itself
	open    int                  // steps that are not done
	wanted  map[plan.Class]int   // how many more workers will have a step
	stopped bool
}

// newScheduler takes the steps that are done already as the keys of done, and how many workers a class has.
func newScheduler(steps []plan.Step, done map[string]string, workers map[plan.Class]int) *scheduler {
	s := &scheduler{
		steps:   steps,
		workers: workers,
		waiters: make([][]int, len(steps)),
		missing: make([]int, len(steps)),
		ready:   map[plan.Class]*stepHeap{plan.TargetOnly: {steps: steps}, plan.BothSides: {steps: steps}},
		held:    map[catalog.OID]bool{},
		wanted:  map[plan.Class]int{},
	}
	s.changed = sync.NewCond(&s.mu)
	for i, step := range steps {
		if _, known := done[step.ID]; known {
			continue
		}
		s.open++
		s.wanted[step.Kind.Class()]++
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

// wants says whether there is a step for one more worker of a class.
func (s *scheduler) wants(class plan.Class) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted[class]--
	return s.wanted[class] >= 0
}

// next waits for a step of a class, or for several small ones. It returns none when there is nothing left to do, or the
// context has ended.
func (s *scheduler) next(ctx context.Context, class plan.Class) []*plan.Step {
	unhook := context.AfterFunc(ctx, s.stop)
	defer unhook()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open > 0 && !s.stopped {
		if steps := s.take(class); len(steps) > 0 {
			return steps
		}
		s.changed.Wait()
	}
	return nil
}

// take removes the heaviest ready step whose tables are free, and with a small one others of its kind, which may want the
// same tables. Each worker gets a small share of what is ready, so that none has to wait for another at the end.
func (s *scheduler) take(class plan.Class) []*plan.Step {
	const shares = 4
	ready := s.ready[class]
	most := min(mostTogether, ready.Len()/(shares*max(s.workers[class], 1)))
	own := map[catalog.OID]bool{}
	var taken []*plan.Step
	var passed []int
	for ready.Len() > 0 && (len(taken) == 0 || len(taken) < most) {
		step := &s.steps[ready.indexes[0]]
		if len(taken) > 0 && !(taken[0].IsSmall() && step.IsSmall() && step.Kind == taken[0].Kind) {
			break
		}
		if i := heap.Pop(ready).(int); s.hold(step.Tables, own) {
			taken = append(taken, step)
		} else {
			passed = append(passed, i)
		}
	}
	for _, i := range passed {
		heap.Push(ready, i)
	}
	return taken
}

// hold takes tables, all or none, for a step of a transaction that has its own already.
func (s *scheduler) hold(tables []catalog.OID, own map[catalog.OID]bool) bool {
	for _, table := range tables {
		if s.held[table] && !own[table] {
			return false
		}
	}
	for _, table := range tables {
		s.held[table], own[table] = true, true
	}
	return true
}

// done tells that steps which were taken together are committed.
func (s *scheduler) done(steps []*plan.Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, step := range steps {
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
	}
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
