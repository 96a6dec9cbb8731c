package run

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"copydb/catalog"
	"copydb/plan"
)

// one takes a step that is handed out by itself, nil where there is none.
func one(t *testing.T, s *scheduler, class plan.Class) *plan.Step {
	t.Helper()
	switch taken := s.next(t.Context(), class); len(taken) {
	case 0:
		return nil
	case 1:
		return taken[0]
	default:
		t.Fatalf("%d steps were handed out together", len(taken))
		return nil
	}
}

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
	), nil, nil)
	order := []struct {
		class plan.Class
		want  string
	}{{plan.TargetOnly, "schema"}, {plan.BothSides, "large"}, {plan.TargetOnly, "index"}, {plan.BothSides, "small"}}
	for _, o := range order {
		step := one(t, s, o.class)
		if step == nil || step.ID != o.want {
			t.Fatalf("got %v, want %s", step, o.want)
		}
		s.done([]*plan.Step{step})
	}
	if step := one(t, s, plan.TargetOnly); step != nil {
		t.Fatalf("got %s after all is done", step.ID)
	}
}

func TestSchedulerKeepsStepsOfOneTableApart(t *testing.T) {
	orders, lines, items := catalog.OID(1), catalog.OID(2), catalog.OID(3)
	s := newScheduler(steps(
		plan.Step{ID: "lines to orders", Kind: plan.ForeignKey, Tables: []catalog.OID{lines, orders}, Weight: 3},
		plan.Step{ID: "orders to items", Kind: plan.ForeignKey, Tables: []catalog.OID{orders, items}, Weight: 2},
		plan.Step{ID: "items to items", Kind: plan.ForeignKey, Tables: []catalog.OID{items, items}, Weight: 1},
	), nil, nil)
	first, second := one(t, s, plan.TargetOnly), one(t, s, plan.TargetOnly)
	if first.ID != "lines to orders" || second.ID != "items to items" {
		t.Fatalf("got %s beside %s", first.ID, second.ID)
	}
	s.done([]*plan.Step{second})
	s.done([]*plan.Step{first})
	if third := one(t, s, plan.TargetOnly); third.ID != "orders to items" {
		t.Fatalf("got %s", third.ID)
	}
}

func TestSchedulerPassesOverWhatIsDone(t *testing.T) {
	s := newScheduler(steps(
		plan.Step{ID: "schema", Kind: plan.PreData},
		plan.Step{ID: "orders", Kind: plan.Copy, Needs: []int{0}},
	), map[string]string{"schema": ""}, nil)
	if step := one(t, s, plan.BothSides); step.ID != "orders" {
		t.Fatalf("got %s", step.ID)
	}
}

func TestSchedulerSendsWorkersHomeWhenStopped(t *testing.T) {
	s := newScheduler(steps(
		plan.Step{ID: "schema", Kind: plan.PreData},
		plan.Step{ID: "orders", Kind: plan.Copy, Needs: []int{0}},
	), nil, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	waiting := make(chan []*plan.Step)
	go func() { waiting <- s.next(ctx, plan.BothSides) }()
	cancel(errors.New("enough"))
	if taken := <-waiting; len(taken) != 0 {
		t.Fatalf("got %s", taken[0].ID)
	}
}

// TestSchedulerHandsOutSmallStepsTogether: those of one kind, as many as leave something for the other workers, and with
// them steps that want the same table.
func TestSchedulerHandsOutSmallStepsTogether(t *testing.T) {
	var list []plan.Step
	for i := range 32 {
		list = append(list, plan.Step{ID: fmt.Sprint(i), Kind: plan.ForeignKey, Tables: []catalog.OID{catalog.OID(i / 2)}})
	}
	large := plan.Step{ID: "large", Kind: plan.ForeignKey, Tables: []catalog.OID{0}, Weight: 1 << 40}
	s := newScheduler(steps(append(list, large)...), nil, map[plan.Class]int{plan.TargetOnly: 2})
	if got := one(t, s, plan.TargetOnly); got.ID != "large" {
		t.Fatalf("got %s", got.ID)
	}
	got := s.next(t.Context(), plan.TargetOnly)
	if len(got) != 4 || got[0].ID != "2" || got[3].ID != "5" { // 0 and 1 wait for the large one's table
		t.Fatalf("got %d steps, from %s", len(got), got[0].ID)
	}
	other := s.next(t.Context(), plan.TargetOnly)
	if len(other) != 3 || other[0].ID != "6" {
		t.Fatalf("got %d steps, from %s", len(other), other[0].ID)
	}
}
