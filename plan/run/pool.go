package run

import (
	"context"

	"copydb/plan"
)

// pool bounds how many steps go on at the same time in several runs together.
type pool struct {
	places map[plan.Class]chan struct{}
}

// newPool makes a pool for so many steps that copy rows, and so many that work on a target alone.
func newPool(tableJobs, indexJobs int) *pool {
	return &pool{places: map[plan.Class]chan struct{}{
		plan.BothSides:  make(chan struct{}, tableJobs),
		plan.TargetOnly: make(chan struct{}, indexJobs),
	}}
}

// take waits for a place for a step. The caller has to call leave when the step is done. Without a pool there is always
// place.
func (p *pool) take(ctx context.Context, class plan.Class) (leave func(), err error) {
	if p == nil {
		return func() {}, nil
	}
	select {
	case p.places[class] <- struct{}{}:
		return func() { <-p.places[class] }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
