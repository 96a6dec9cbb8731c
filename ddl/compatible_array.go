package ddl

import (
	"regexp"
	"slices"
	"strings"

	"copydb/catalog"
)

// takeCompatibleArrays changes the facts of a server whose functions of arrays take arrays and elements of one type into
// what a target can take whose functions take those of compatible types: an aggregate or an operator over such a function
// must say the same of its own arguments. What belongs to the changed ones is addressed by their new arguments.
func (w *writer) takeCompatibleArrays() {
	if w.facts.Server.HasCompatibleArrays() || !w.target.HasCompatibleArrays() {
		return
	}
	facts := *w.facts
	changed := map[catalog.ID]bool{}
	facts.Aggregates = slices.Clone(facts.Aggregates)
	for i := range facts.Aggregates {
		a := &facts.Aggregates[i]
		if overArrays(a.Transition, a.Final, a.Combine, a.MovingTransition, a.MovingInverse, a.MovingFinal) &&
			toCompatible(&a.Arguments, &a.Signature, &a.State, &a.MovingState) {
			changed[catalog.ClassFunction.Of(a.OID)] = true
			w.lose("aggregate "+a.Plain()+"("+a.Arguments+")", "its arguments are of compatible types, as those of the target's functions of arrays")
		}
	}
	facts.Operators = slices.Clone(facts.Operators)
	for i := range facts.Operators {
		if o := &facts.Operators[i]; overArrays(o.Function) && toCompatible(&o.Left, &o.Right) {
			changed[catalog.ClassOperator.Of(o.OID)] = true
			w.lose(operatorLabel(*o), "its operands are of compatible types, as those of the target's functions of arrays")
		}
	}
	readdress(&facts.Owners, changed, func(o *catalog.Owner) *catalog.Address { return &o.Address })
	readdress(&facts.Privileges, changed, func(p *catalog.Privilege) *catalog.Address { return &p.Address })
	readdress(&facts.Comments, changed, func(c *catalog.Comment) *catalog.Address { return &c.Address })
	readdress(&facts.SecurityLabels, changed, func(l *catalog.SecurityLabel) *catalog.Address { return &l.Address })
	w.facts = &facts
}

// overArrays says whether one of the functions is the system's own and takes compatible arrays now.
func overArrays(functions ...string) bool {
	compatible := []string{"array_append", "array_prepend", "array_cat", "array_position", "array_positions", "array_remove",
		"array_replace", "width_bucket"}
	return slices.ContainsFunc(functions, func(function string) bool {
		return slices.Contains(compatible, strings.Trim(strings.TrimPrefix(function, "pg_catalog."), `"`))
	})
}

// polymorphic are the types that have a counterpart for compatible ones.
var polymorphic = regexp.MustCompile(`\bany(array|element|nonarray|range)\b`)

// toCompatible takes the counterparts of polymorphic types in SQL of types, and says whether there were any.
func toCompatible(types ...*string) (changed bool) {
	for _, text := range types {
		changed = changed || polymorphic.MatchString(*text)
		*text = polymorphic.ReplaceAllStringFunc(*text, func(name string) string {
			return "anycompatible" + strings.TrimPrefix(strings.TrimPrefix(name, "any"), "element")
		})
	}
	return changed
}

// readdress gives the facts about changed objects their new addresses.
func readdress[T any](facts *[]T, changed map[catalog.ID]bool, address func(*T) *catalog.Address) {
	*facts = slices.Clone(*facts)
	for i := range *facts {
		a := address(&(*facts)[i])
		if !changed[a.Object()] {
			continue
		}
		a.Args = slices.Clone(a.Args)
		for j := range a.Args {
			toCompatible(&a.Args[j])
		}
	}
}
