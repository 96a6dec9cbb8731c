package ddl

import (
	"slices"

	"copydb/catalog"
)

// triggers writes CREATE TRIGGER, and whether each is enabled. A partitioned table hands its triggers down to its
// partitions, and their states too; a clone in another state than its parent's gets its own afterwards.
//
// Older servers let a clone have another name than its parent's trigger. It cannot have it again, and what stands in the way
// of its parent's name cannot be made.
func (w *writer) triggers() []Statement {
	tree := newTriggerTree(w.facts.Triggers)
	var statements []Statement
	for _, trigger := range w.facts.Triggers {
		if trigger.Name != tree.name(trigger) {
			w.lose(triggerLabel(trigger), "its parent has the trigger under another name, which the copy shares")
		}
		if trigger.Parent == 0 && tree.nameTaken(trigger) {
			w.lose(triggerLabel(trigger), "the table's parent has a trigger of that name, and hands it down")
			continue
		}
		if trigger.Parent == 0 {
			statements = append(statements, tree.create(trigger))
		}
		if tree.hasOwnState(trigger) {
			statements = append(statements, w.switched(trigger.Enabled, tree.setState(trigger)))
		}
	}
	return statements
}

// triggerTree knows triggers and their clones.
type triggerTree struct {
	triggers finder[catalog.Trigger]
	clones   map[catalog.OID][]catalog.Trigger // by parent trigger
	cloned   map[catalog.OID][]catalog.Trigger // clones by relation
}

func newTriggerTree(triggers []catalog.Trigger) triggerTree {
	tree := triggerTree{
		triggers: newFinder(triggers, func(t *catalog.Trigger) catalog.OID { return t.OID }, catalog.Trigger{}),
		clones:   map[catalog.OID][]catalog.Trigger{},
		cloned:   map[catalog.OID][]catalog.Trigger{},
	}
	for _, trigger := range triggers {
		if trigger.Parent != 0 {
			tree.clones[trigger.Parent] = append(tree.clones[trigger.Parent], trigger)
			tree.cloned[trigger.Relation] = append(tree.cloned[trigger.Relation], trigger)
		}
	}
	return tree
}

// name returns the name that a trigger has on the target: that of the trigger it was cloned from in the end.
func (tree triggerTree) name(trigger catalog.Trigger) string {
	for {
		parent, known := tree.triggers.find(trigger.Parent)
		if !known {
			return trigger.Name
		}
		trigger = parent
	}
}

// nameTaken says whether a clone will have the name of another trigger of its table.
func (tree triggerTree) nameTaken(trigger catalog.Trigger) bool {
	return slices.ContainsFunc(tree.cloned[trigger.Relation], func(clone catalog.Trigger) bool {
		return tree.name(clone) == trigger.Name
	})
}

// hasOwnState says whether a trigger is not in the state that it is made in.
func (tree triggerTree) hasOwnState(trigger catalog.Trigger) bool {
	if parent, known := tree.triggers.find(trigger.Parent); known {
		return trigger.Enabled != parent.Enabled
	}
	return trigger.Enabled != "O"
}

func (tree triggerTree) create(trigger catalog.Trigger) Statement {
	statement := Statement{
		SQL:    trigger.Definition,
		Kind:   KindTrigger,
		Name:   triggerLabel(trigger),
		Object: catalog.ClassTrigger.Of(trigger.OID),
		Phase:  PostData,
		Makes:  tree.made(trigger),
		After:  append(catalog.ClassRelation.IDs(trigger.Relation), classSilenced.Of(trigger.Relation)),
	}
	if tree.hasOwnState(trigger) {
		// Not its constraint: that needs the trigger, which is made with its state.
		statement.Makes = classUnfinished.IDs(trigger.OID)
	}
	return statement
}

func triggerLabel(trigger catalog.Trigger) string {
	return "trigger " + trigger.Name + " on " + trigger.On().Plain()
}

// made lists a trigger and its clones, but for those that get a state of their own, or are lost with their name.
func (tree triggerTree) made(trigger catalog.Trigger) []catalog.ID {
	var ids []catalog.ID
	if trigger.Name == tree.name(trigger) {
		ids = append(catalog.ClassTrigger.IDs(trigger.OID), catalog.ClassConstraint.IDs(trigger.Constraint)...)
	}
	for _, clone := range tree.clones[trigger.OID] {
		if !tree.hasOwnState(clone) {
			ids = append(ids, tree.made(clone)...)
		}
	}
	return ids
}

func (tree triggerTree) setState(trigger catalog.Trigger) Statement {
	after := classUnfinished.IDs(trigger.OID)
	if trigger.Parent != 0 {
		after = catalog.ClassTrigger.IDs(trigger.Parent)
	}
	return Statement{
		SQL: "ALTER TABLE " + trigger.On().String() + " " + firing(trigger.Enabled) + " TRIGGER " +
			catalog.Ident(tree.name(trigger)),
		Kind:   KindTrigger,
		Name:   "state of " + triggerLabel(trigger),
		Object: catalog.ClassTrigger.Of(trigger.OID),
		Phase:  PostData,
		Makes:  tree.made(trigger),
		After:  after,
	}
}

// switched moves a statement that lets something answer to replicas to the end of a run that follows.
func (w *writer) switched(enabled string, statement Statement) Statement {
	if w.options.Follows && (enabled == "A" || enabled == "R") {
		statement.Phase = SwitchOn
	}
	return statement
}

// firing words the state of a trigger or a rule.
func firing(enabled string) string {
	switch enabled {
	case "D":
		return "DISABLE"
	case "R":
		return "ENABLE REPLICA"
	case "A":
		return "ENABLE ALWAYS"
	}
	return "ENABLE"
}
