package run

import (
	"context"
	"fmt"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan/journal"
)

// goBeyond takes up a run that has reached its end, if the sentinel names another.
func (r *run) goBeyond(ctx context.Context) error {
	sentinel, err := logical.ReadSentinel(ctx, r.lock)
	if err != nil {
		return err
	}
	if sentinel.EndPos == r.journal.Follow.Reached {
		return ErrEndReached
	}
	r.tellPlan(nil)
	if err := r.switchOff(ctx); err != nil {
		return err
	}
	return r.journal.Enter(ctx, r.lock, journal.StageFollow)
}

// switchOff keeps the triggers and rules from answering to changes that the end has switched on. The next end does so again.
func (r *run) switchOff(ctx context.Context) error {
	if r.Follow.Bare || !r.replica {
		return nil
	}
	relations, names := r.answering()
	answers, err := catalog.ReadAnswers(ctx, r.lock, relations...)
	if err != nil {
		return fmt.Errorf("looking for triggers that answer to changes: %w", err)
	}
	type named struct{ relation, name string }
	ours := map[named]bool{}
	for i := range relations {
		ours[named{relations[i], names[i]}] = true
	}
	for _, answer := range answers {
		if !ours[named{answer.Relation, answer.Name}] {
			continue
		}
		if _, err := r.lock.Exec(ctx, answer.EnabledPlainly()); err != nil {
			return fmt.Errorf("switching off what answers to changes: %w", err)
		}
	}
	return nil
}

// takeOff takes off what the end has made that answers to changes, all of it or nothing.
func (r *run) takeOff(ctx context.Context) error {
	if r.Follow.Bare || r.replica {
		return nil
	}
	relations, names := r.answering()
	return journal.TakeOff(ctx, r.lock, relations, names)
}

// answering lists the triggers, rules and foreign keys of the run, as the target names their tables.
func (r *run) answering() (relations, names []string) {
	add := func(relation interface{ String() string }, name string) {
		relations, names = append(relations, relation.String()), append(names, name)
	}
	for _, trigger := range r.facts.Triggers {
		add(r.Options.MapSchemas.Name(trigger.On()), trigger.Name)
	}
	for _, rule := range r.facts.Rules {
		add(r.Options.MapSchemas.Name(rule.On()), rule.Name)
	}
	for _, constraint := range r.facts.Constraints {
		if constraint.ForeignRelation != 0 {
			add(r.Options.MapSchemas.Name(constraint.On()), constraint.Name)
		}
	}
	return relations, names
}
