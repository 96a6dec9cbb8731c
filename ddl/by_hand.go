package ddl

import (
	"cmp"
	"slices"
	"strings"

	"copydb/catalog"
)

// ByHand is what users did to what extensions brought. A run finds it (FindByHand) when it knows what the target's extensions
// bring, and remembers it.
type ByHand struct {
	Added    []Handled    // what users put into an extension
	TakenOut []Handled    // what they took out of one, and still have
	Gone     []Handled    // what they took out and dropped, in an order in which it can be dropped
	Changed  []Handled    // what belongs to an extension as it did, and is otherwise
	Told     []catalog.ID // what tables of extensions have (indexes, triggers and the like) that users commented on
	Losses   []Loss       // what is not brought over
}

// Handled is an object that users did something to.
type Handled struct {
	Object       catalog.ID      // of the source, none where it is gone
	Address      catalog.Address // of the same
	Extension    string
	ExtensionOID catalog.OID // of the source
	Name         string      // as people know it
	Redefined    bool        // its definition is the users', not that of the extension's script
	Uncommented  bool        // its comment was removed
	// Began are the access lists that the target's extension gave to what users took out of it.
	Began  []catalog.Privilege
	Remade bool // it is dropped on the target, and made anew: there may be rows in it
}

// IsZero says whether users did nothing.
func (h *ByHand) IsZero() bool {
	return len(h.Added)+len(h.TakenOut)+len(h.Gone)+len(h.Changed)+len(h.Told)+len(h.Losses) == 0
}

// Untouched returns what is told where extensions are made, and nothing of what users did to them.
func (h *ByHand) Untouched() *ByHand {
	var names []string
	for _, handled := range slices.Concat(h.Added, h.TakenOut, h.Gone, h.Changed) {
		names = append(names, handled.Name)
	}
	for _, loss := range h.Losses {
		names = append(names, loss.Object)
	}
	slices.Sort(names)
	return &ByHand{Losses: []Loss{{
		Object: "extension members",
		Reason: "they are as the target's extensions make them; a copy of all definitions brings, or lists, what users changed of " +
			cmp.Or(strings.Join(slices.Compact(names), ", "), "what tables of extensions have"),
	}}}
}

// Facts returns the source's facts as if what users did were theirs alone.
func (h *ByHand) Facts(facts *catalog.Facts) *catalog.Facts {
	if h == nil {
		return facts
	}
	defined, added, changed := map[catalog.ID]bool{}, map[catalog.ID]bool{}, map[catalog.ID]bool{}
	for _, handled := range h.Added {
		defined[handled.Object], added[handled.Object] = true, true
	}
	for _, handled := range h.Changed {
		changed[handled.Object], defined[handled.Object] = true, handled.Redefined
	}
	for _, id := range h.Told {
		changed[id] = true
	}
	taken := facts.TakeBelongings(func(id catalog.ID) bool { return changed[id] }).Take(func(id catalog.ID) bool { return defined[id] })
	taken.Owners = slices.DeleteFunc(slices.Clone(taken.Owners), func(o catalog.Owner) bool { return o.Usual && !added[o.Object()] })
	unneeding := map[catalog.ID]bool{} // what the extension made with all that it needs
	for _, handled := range slices.Concat(h.TakenOut, h.Changed) {
		unneeding[handled.Object] = !handled.Redefined && !handled.Remade
		if handled.Uncommented {
			taken.Comments = append(slices.Clip(taken.Comments), catalog.Comment{Address: handled.Address})
		}
	}
	for _, handled := range h.TakenOut {
		taken.Privileges = handled.privileges(taken)
	}
	taken.Depends = slices.DeleteFunc(taken.Depends, func(d catalog.Depend) bool { return unneeding[d.Object()] && d.Kind != catalog.DependsAsMember })
	return taken
}

// byHand changes statements to what users did to the objects that they make, and adds what ties these to extensions.
func (w *writer) byHand(statements []*Statement) []*Statement {
	h := w.options.ByHand
	if h == nil || w.options.NoExtensions || w.describes {
		return statements
	}
	w.losses = append(w.losses, h.Losses...)
	for _, handled := range h.Added {
		if madeBy(statements, handled.Object) {
			goWith(statements, handled)
			statements = appendAll(statements, []Statement{handled.add()})
		}
	}
	for _, handled := range h.Changed {
		switch {
		case handled.Redefined && !w.ownsMembers(handled.ExtensionOID):
			w.lose(handled.Name, "role "+w.rights.Role+" does not own it: it is as the target's extension "+handled.Extension+" makes it")
			statements = slices.DeleteFunc(statements, func(s *Statement) bool { return s.Object == handled.Object && s.Phase == PreData })
		case handled.Redefined:
			goWith(statements, handled)
			w.keepActs(statements, handled)
		}
	}
	for _, handled := range h.TakenOut {
		if !w.ownsMembers(handled.ExtensionOID) {
			w.lose(handled.Name, "role "+w.rights.Role+" does not own it: it belongs to extension "+handled.Extension)
			statements = slices.DeleteFunc(statements, func(s *Statement) bool { return s.Object == handled.Object && s.Phase == PreData })
			continue
		}
		statements = w.takenOut(statements, handled)
		if !handled.Remade {
			w.keepActs(statements, handled)
		}
	}
	for place, handled := range h.Gone {
		if !w.ownsMembers(handled.ExtensionOID) {
			w.lose(handled.Name, "role "+w.rights.Role+" does not own it: the target's extension "+handled.Extension+" makes it")
			continue
		}
		statements = appendAll(statements, handled.drop(place))
	}
	return statements
}

// ownsMembers says whether the target's role owns what an extension brings.
func (w *writer) ownsMembers(extension catalog.OID) bool {
	if w.rights == nil {
		return true
	}
	available := w.available(catalog.ClassExtension.Of(extension))
	return !available.Installed && !available.Superuser
}

// goWith lets what makes an object follow its extension, with which it also goes.
func goWith(statements []*Statement, handled Handled) {
	for _, s := range statements {
		if s.Object == handled.Object {
			if !handled.Redefined {
				s.Undo = s.Drop
			}
			s.Drop, s.There = "", handled.Redefined
			s.After = append(s.After, handled.extensionID())
		}
	}
}

// keepActs lets the triggers and rules of a view be that the target's extension made with it.
func (w *writer) keepActs(statements []*Statement, handled Handled) {
	lacks := map[catalog.ID]func(sql string) Lacking{}
	for _, trigger := range w.facts.Triggers {
		if catalog.ClassRelation.Of(trigger.Relation) == handled.Object {
			lacks[catalog.ClassTrigger.Of(trigger.OID)] = func(sql string) Lacking { return lacksTrigger(sql, trigger, "") }
		}
	}
	for _, rule := range w.facts.Rules {
		if catalog.ClassRelation.Of(rule.Relation) == handled.Object {
			lacks[catalog.ClassRule.Of(rule.OID)] = func(sql string) Lacking { return lacksRule(sql, rule, "") }
		}
	}
	for _, s := range statements {
		if lacking, acts := lacks[s.Object]; acts && strings.HasPrefix(s.SQL, "CREATE ") {
			s.Lacking = []Lacking{lacking(s.SQL)}
			s.makeUp()
		}
	}
}

// joins says whether users put an object into an extension.
func (w *writer) joins(id catalog.ID) bool {
	return w.options.ByHand != nil && !w.describes &&
		slices.ContainsFunc(w.options.ByHand.Added, func(h Handled) bool { return h.Object == id })
}

// madeBy says whether one of the statements makes an object.
func madeBy(statements []*Statement, id catalog.ID) bool {
	return slices.ContainsFunc(statements, func(s *Statement) bool { return slices.Contains(s.Makes, id) })
}

// extensionID is the extension's, as statements need it.
func (h Handled) extensionID() catalog.ID { return catalog.ClassExtension.Of(h.ExtensionOID) }

// belonging writes what changes whether the object belongs to the extension.
func (h Handled) belonging(verb string, phase Phase) Statement {
	return Statement{
		SQL:    "ALTER EXTENSION " + catalog.Ident(h.Extension) + " " + verb + " " + address(h.Address),
		Kind:   KindExtensionMember,
		Name:   "membership of " + h.Name,
		Object: h.Object,
		Phase:  phase,
		After:  []catalog.ID{h.extensionID()},
	}
}

// add puts the object into the extension, once it is there with the privileges that it had when users did so.
func (h Handled) add() Statement {
	s := h.belonging("ADD", Ownership)
	s.Undo = h.belonging("DROP", Ownership).SQL
	s.Makes = []catalog.ID{classJoined.Of(h.Object.OID)}
	s.After = append(s.After, h.Object)
	return s
}

// takenOut lets the target's extension let go of an object that it made, in place of making it.
func (w *writer) takenOut(statements []*Statement, handled Handled) []*Statement {
	let := handled.belonging("DROP", PreData)
	if !handled.Remade {
		let.Undo = handled.belonging("ADD", PreData).SQL
	}
	if handled.Remade || handled.Redefined {
		let.Makes = []catalog.ID{classLetGo.Of(handled.Object.OID)}
		after := let.Makes
		if handled.Remade {
			after = []catalog.ID{classGone.Of(handled.Object.OID)}
			statements = append(statements, &Statement{SQL: "DROP " + address(handled.Address), Kind: KindExtensionMember,
				Name: handled.Name, Object: after[0], Makes: after, After: let.Makes})
		}
		for _, s := range statements {
			if s.Object == handled.Object && slices.Contains(s.Makes, handled.Object) {
				if !handled.Remade {
					s.Drop = ""
				}
				s.There = handled.Redefined
				s.After = append(s.After, after...)
			}
		}
		return append(statements, &let)
	}
	var kept []*Statement
	for _, s := range statements {
		if s.Object != handled.Object || s.Phase != PreData {
			kept = append(kept, s)
			continue
		}
		let.There = true
		let.Makes = append(let.Makes, s.Makes...)
		if slices.Contains(s.Makes, handled.Object) {
			let.Kind, let.Name = s.Kind, s.Name
		}
	}
	return append(kept, &let)
}

// drop removes an object that the target's extension made.
func (h Handled) drop(place int) []Statement {
	after := catalog.OID(place + 1) // that of the object before, which may need this one
	let := h.belonging("DROP", PreData)
	let.Makes, let.Object = []catalog.ID{classLetGo.Of(after)}, classGone.Of(after)
	let.After = append(let.After, classGone.Of(after-1))
	drop := Statement{SQL: "DROP " + address(h.Address), Kind: KindExtensionMember, Name: h.Name, Object: classGone.Of(after),
		Makes: []catalog.ID{classGone.Of(after)}, After: let.Makes}
	return []Statement{let, drop}
}
