package apply

import (
	"context"
	"errors"
	"slices"
	"sync"

	"copydb/catalog"
)

// team is the appliers of one stretch.
type team struct {
	config Config
	lanes  []*applier

	mutex            sync.Mutex
	applied, durable []catalog.LSN // a lane
	until            catalog.LSN   // where they come together
	begun            catalog.LSN   // the commit of the last transaction that one of them has begun
}

// newTeam makes the appliers of all lanes.
func newTeam(c *crew) *team {
	count := len(c.hands)
	t := &team{config: c.config, lanes: make([]*applier, count), applied: make([]catalog.LSN, count), durable: make([]catalog.LSN, count)}
	for i := range c.hands {
		t.lanes[i] = newApplierOn(&c.hands[i], &c.looker, t.configOf(i), lane{number: i + 1, of: count, parted: c.lead.lsn})
		t.applied[i], t.durable[i] = t.lanes[i].begun, t.lanes[i].begun
	}
	return t
}

// configOf is a lane's: what it tells is told on as far as it holds for all.
func (t *team) configOf(i int) Config {
	config := t.config
	config.Durable = func(lsn catalog.LSN) {
		if all, moved := t.tell(t.durable, i, lsn); moved {
			t.config.durable(all)
		}
	}
	config.Emit = func(event Event) {
		event.Applied, _ = t.tell(t.applied, i, event.Applied)
		if i > 0 { // each lane passes all transactions
			event.Transactions = 0
		}
		t.mutex.Lock()
		defer t.mutex.Unlock()
		t.config.emit(event)
	}
	return config
}

// tell notes where a lane is, and returns where all are.
func (t *team) tell(positions []catalog.LSN, lane int, lsn catalog.LSN) (all catalog.LSN, moved bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	before := slices.Min(positions)
	positions[lane] = lsn
	all = slices.Min(positions)
	return all, all > before
}

// run applies up to a place that no lane has passed. Where lanes end in front of something that is for all together, the error
// says so, and all of them have.
func (t *team) run(ctx context.Context, lanes *Lanes) error {
	farthest := slices.Max(t.applied)
	t.begun = farthest - 1 // a commit in front of where the next one may be
	t.until = max(farthest, lanes.until(t.config, slices.Min(t.applied)))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	errs := make([]error, len(t.lanes))
	var group sync.WaitGroup
	for i, a := range t.lanes {
		group.Go(func() {
			errs[i] = a.together(ctx, lanes, t)
			_, meet := errors.AsType[*togetherError](errs[i])
			_, drift := errors.AsType[*DriftError](errs[i])
			if errs[i] != nil && !meet && !drift { // those, all lanes come to
				cancel(errs[i])
			}
		})
	}
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return agreed(errs)
}

// agreed is how all lanes have ended.
func agreed(errs []error) error {
	for _, err := range errs {
		if _, drift := errors.AsType[*DriftError](err); drift {
			return err
		}
	}
	first, _ := errors.AsType[*togetherError](errs[0])
	for _, err := range errs[1:] {
		other, _ := errors.AsType[*togetherError](err)
		if (first == nil) != (other == nil) || first != nil && first.at != other.at {
			return errApart
		}
	}
	return errs[0]
}

// end is where the lanes come together. An end position that is named meanwhile makes it an earlier place, but not one in front of what one
// of them has begun, and the others then have to do. t.mutex is held.
func (t *team) end() catalog.LSN {
	if end := t.config.endPos(); end != 0 {
		t.until = min(t.until, max(end, t.begun+1))
	}
	return t.until
}

// ends says whether the lanes come together in front of a position.
func (t *team) ends(lsn catalog.LSN) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return lsn >= t.end()
}

// begins says whether a lane may begin a transaction that commits at a position; the others then do so too.
func (t *team) begins(final catalog.LSN) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if final >= t.end() {
		return false
	}
	t.begun = max(t.begun, final)
	return true
}

// together applies a lane's share up to where all come together.
func (a *applier) together(ctx context.Context, lanes *Lanes, t *team) error {
	feed, stop, err := lanes.Open(a.begun)
	if err != nil {
		a.session.end(true)
		return err
	}
	defer stop()
	a.config.Feed = feed
	a.team = t
	return a.work(ctx)
}
