package verify

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/plan"
)

// Config is what a comparison needs to know.
type Config struct {
	Source, Target catalog.Endpoint
	Filter         filter.Filter // what to compare; of a table with a condition, the source's rows that it chooses with all of the target's
	Schemas        plan.Schemas  // that have other names on the target
	Jobs           int           // sessions that read rows at the same time, on each side
	// Compared is told of each item as soon as both sides are known, one at a time; it may be nil.
	Compared func(Item)
}

// Item is something that both sides should have, and what was found of it.
type Item struct {
	Object         string       // "table public.orders", "large objects"
	Missing        catalog.Side // the side that does not have it, else ""
	Differs        string       // how the two differ, "" where they are the same
	Rows           bool         // it has rows, which Source and Target sum up
	Source, Target Sum
}

// Same says whether both sides have it, and the same of it.
func (i *Item) Same() bool { return i.Missing == "" && i.Differs == "" }

// Run compares two databases. The items come in the order of their names, those that are the same included. An error is
// a *run.StepError where a side could not be read.
func Run(ctx context.Context, config Config) (items []Item, err error) {
	source := &side{Endpoint: config.Source, jobs: config.Jobs}
	target := &side{Endpoint: config.Target, jobs: config.Jobs}
	defer source.close(ctx)
	defer target.close(ctx)
	if err := bothSides(ctx, source.open, target.open); err != nil {
		return nil, err
	}
	source.choose(config.Filter, source.facts.Server)
	filter := config.Filter
	filter.Where = nil
	target.choose(filter, source.facts.Server)
	if err := bothSides(ctx, source.readSequences, target.readSequences); err != nil {
		return nil, err
	}
	c := newComparison(source, target, config)
	c.compareSequences()
	c.pairRelations()
	c.pairLargeObjects()
	if err := bothSides(ctx, source.work, target.work); err != nil {
		return nil, err
	}
	if err := c.nameLargeObjects(ctx); err != nil {
		return nil, err
	}
	slices.SortFunc(c.items, func(a, b *Item) int { return strings.Compare(a.Object, b.Object) })
	for _, item := range c.items {
		items = append(items, *item)
	}
	return items, nil
}

// bothSides does something on each side at the same time. The first failure ends the other.
func bothSides(ctx context.Context, onSource, onTarget func(context.Context) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return onSource(ctx) })
	group.Go(func() error { return onTarget(ctx) })
	return group.Wait()
}
