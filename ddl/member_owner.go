package ddl

import (
	"cmp"
	"slices"

	"copydb/catalog"
)

// membersOwned returns the members of operator classes and families as servers with OwnsMembers tie them: what a class
// cannot do without belongs to it, all else to its family, whichever command brought it.
func membersOwned(facts *catalog.Facts) []catalog.OperatorMember {
	type typeOf struct {
		family catalog.OID
		sql    string
	}
	classes, families := map[typeOf]catalog.OID{}, map[catalog.OID]catalog.OID{}
	for _, member := range facts.OperatorMembers {
		families[member.OperatorClass] = member.FamilyOID
	}
	for _, class := range facts.OperatorClasses {
		classes[typeOf{families[class.OID], class.Type}] = class.OID
	}
	members := slices.Clone(facts.OperatorMembers)
	for i := range members {
		m := &members[i]
		needed, known := neededFunctions[m.Method]
		switch {
		case !known:
		case m.Class == catalog.ClassMemberFunction && !slices.Contains(needed, m.Number):
			m.OperatorClass = 0
		case m.Method == "btree" || m.Method == "hash":
			m.OperatorClass = 0
			if m.Left == m.Right {
				m.OperatorClass = classes[typeOf{m.FamilyOID, m.Left}]
			}
		case m.Class == catalog.ClassMemberOperator:
			m.OperatorClass = 0
		}
	}
	return members
}

// neededFunctions are the support functions that operator classes cannot do without.
var neededFunctions = map[string][]int16{"btree": {1}, "hash": {1}, "gist": {1, 2, 5, 6, 7}, "gin": {2, 3}, "spgist": {1, 2, 3, 4, 5}}

// inMemberOrder sorts the members of each family by what they are for, whenever they came.
func inMemberOrder(members []catalog.OperatorMember) []catalog.OperatorMember {
	members = slices.Clone(members)
	slices.SortStableFunc(members, func(a, b catalog.OperatorMember) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Method, b.Method),
			cmp.Compare(a.Class, b.Class), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
	})
	return members
}
