package run

import (
	"context"

	"copydb/plan"
)

// Pool bounds how many steps go on at the same time in several runs together.
type Pool struct {
	places map[plan.Class]chan struct{}
}

// NewPool makes a pool for so many steps that copy rows, and so many that work on a target alone.
func NewPool(tableJobs, indexJobs int) *Pool {
	return &Pool{places: map[plan.Class]chan struct{}{
		plan.BothSides:  make(chan struct{}, tableJobs),
		plan.TargetOnly: make(chan struct{}, indexJobs),
	}}
}

// take waits for a place for a step. The caller has to call leave when the step is done. Without a pool there is always
// place.
func (p *Pool) take(ctx context.Context, class plan.Class) (leave func(), err error) {
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
