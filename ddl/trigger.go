package ddl

import "copydb/catalog"

// Catalogs of no objects. Their IDs stand for steps on the way.
const (
	classUnfinished catalog.Class = 0 // a trigger is made and not yet in its state
	classSilenced   catalog.Class = 1 // a table's triggers of constraints are disabled
)

// triggers writes CREATE TRIGGER, and whether each is enabled. A partitioned table hands its triggers down to its
// partitions, and their states too; a clone in another state than its parent's gets its own afterwards.
func (w *writer) triggers() []Statement {
	tree := newTriggerTree(w.facts.Triggers)
	var statements []Statement
	for _, trigger := range w.facts.Triggers {
		if trigger.Parent == 0 {
			statements = append(statements, tree.create(trigger))
		}
		if tree.hasOwnState(trigger) {
			statements = append(statements, tree.setState(trigger))
		}
	}
	return statements
}

// triggerTree knows triggers and their clones.
type triggerTree struct {
	triggers map[catalog.OID]catalog.Trigger
	clones   map[catalog.OID][]catalog.Trigger
}

func newTriggerTree(triggers []catalog.Trigger) triggerTree {
	tree := triggerTree{map[catalog.OID]catalog.Trigger{}, map[catalog.OID][]catalog.Trigger{}}
	for _, trigger := range triggers {
		tree.triggers[trigger.OID] = trigger
		if trigger.Parent != 0 {
			tree.clones[trigger.Parent] = append(tree.clones[trigger.Parent], trigger)
		}
	}
	return tree
}

// hasOwnState says whether a trigger is not in the state that it is made in.
func (tree triggerTree) hasOwnState(trigger catalog.Trigger) bool {
	if parent, known := tree.triggers[trigger.Parent]; known {
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

// made lists a trigger and its clones, but for those that get a state of their own.
func (tree triggerTree) made(trigger catalog.Trigger) []catalog.ID {
	ids := append(catalog.ClassTrigger.IDs(trigger.OID), catalog.ClassConstraint.IDs(trigger.Constraint)...)
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
		SQL:    "ALTER TABLE " + trigger.On().String() + " " + firing(trigger.Enabled) + " TRIGGER " + catalog.Ident(trigger.Name),
		Kind:   KindTrigger,
		Name:   "state of " + triggerLabel(trigger),
		Object: catalog.ClassTrigger.Of(trigger.OID),
		Phase:  PostData,
		Makes:  tree.made(trigger),
		After:  after,
	}
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
