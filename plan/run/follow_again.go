package run

import (
	"context"

	"copydb/plan/journal"
)

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
