package run

import (
	"context"
	"errors"
	"testing"

	"copydb/catalog"
	"copydb/plan"
)

// steps gives each its place, as a plan does.
func steps(list ...plan.Step) []plan.Step {
	for i := range list {
		list[i].Place = i
	}
	return list
}

func TestSchedulerHandsOutTheHeaviestReadyStep(t *testing.T) {
	s := newScheduler(steps(
		plan.Step{ID: "schema", Kind: plan.PreData},
		plan.Step{ID: "small", Kind: plan.Copy, Needs: []int{0}, Weight: 1},
		plan.Step{ID: "large", Kind: plan.Copy, Needs: []int{0}, Weight: 2},
		plan.Step{ID: "index", Kind: plan.Index, Needs: []int{2}},
	), nil)
	order := []struct {
		class plan.Class
		want  string
	}{{plan.TargetOnly, "schema"}, {plan.BothSides, "large"}, {plan.TargetOnly, "index"}, {plan.BothSides, "small"}}
	for _, o := range order {
		step := s.next(t.Context(), o.class)
		if step == nil || step.ID != o.want {
			t.Fatalf("got %v, want %s", step, o.want)
		}
		s.done(step)
	}
	if step := s.next(t.Context(), plan.TargetOnly); step != nil {
		t.Fatalf("got %s after all is done", step.ID)
	}
}

func TestSchedulerKeepsStepsOfOneTableApart(t *testing.T) {
	orders, lines, items := catalog.OID(1), catalog.OID(2), catalog.OID(3)
	s := newScheduler(steps(
		plan.Step{ID: "lines to orders", Kind: plan.ForeignKey, Tables: []catalog.OID{lines, orders}, Weight: 3},
		plan.Step{ID: "orders to items", Kind: plan.ForeignKey, Tables: []catalog.OID{orders, items}, Weight: 2},
		plan.Step{ID: "items to items", Kind: plan.ForeignKey, Tables: []catalog.OID{items, items}, Weight: 1},
	), nil)
	first, second := s.next(t.Context(), plan.TargetOnly), s.next(t.Context(), plan.TargetOnly)
	if first.ID != "lines to orders" || second.ID != "items to items" {
		t.Fatalf("got %s beside %s", first.ID, second.ID)
	}
	s.done(second)
	s.done(first)
	if third := s.next(t.Context(), plan.TargetOnly); third.ID != "orders to items" {
		t.Fatalf("got %s", third.ID)
	}
}

func TestSchedulerPassesOverWhatIsDone(t *testing.T) {
	s := newScheduler(steps(
		plan.Step{ID: "schema", Kind: plan.PreData},
		plan.Step{ID: "orders", Kind: plan.Copy, Needs: []int{0}},
	), map[string]string{"schema": ""})
	if step := s.next(t.Context(), plan.BothSides); step.ID != "orders" {
		t.Fatalf("got %s", step.ID)
	}
}

func TestSchedulerSendsWorkersHomeWhenStopped(t *testing.T) {
	s := newScheduler(steps(
		plan.Step{ID: "schema", Kind: plan.PreData},
		plan.Step{ID: "orders", Kind: plan.Copy, Needs: []int{0}},
	), nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	waiting := make(chan *plan.Step)
	go func() { waiting <- s.next(ctx, plan.BothSides) }()
	cancel(errors.New("enough"))
	if step := <-waiting; step != nil {
		t.Fatalf("got %s", step.ID)
	}
}
