package ddl

import (
	"strconv"
	"strings"

	"copydb/catalog"
)

// operatorFamilies writes CREATE OPERATOR FAMILY, and ALTER OPERATOR FAMILY for the members that no operator class needs.
// That comes before the classes: a member that finds its class would become the class's.
func (w *writer) operatorFamilies() []Statement {
	var statements []Statement
	for _, family := range w.facts.OperatorFamilies {
		id := catalog.ClassOperatorFamily.Of(family.OID)
		name := family.String() + " USING " + catalog.Ident(family.Method)
		statements = append(statements, Statement{
			SQL:    "CREATE OPERATOR FAMILY " + name,
			Kind:   KindOperatorFamily,
			Name:   "operator family " + family.Plain() + " using " + family.Method,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP OPERATOR FAMILY IF EXISTS " + name + " CASCADE",
		})
	}
	members := w.facts.OperatorMembers
	for len(members) > 0 {
		size := 1
		for size < len(members) && members[size].FamilyOID == members[0].FamilyOID {
			size++
		}
		if loose := w.looseMembers(members[:size]); loose.SQL != "" {
			statements = append(statements, loose)
		}
		members = members[size:]
	}
	return statements
}

// looseMembers writes ALTER OPERATOR FAMILY for the loose ones among the members of one family.
func (w *writer) looseMembers(members []catalog.OperatorMember) Statement {
	family := members[0]
	label := "members of operator family " + family.Family().Plain() + " using " + family.Method
	id := catalog.ClassOperatorFamily.Of(family.FamilyOID)
	var items []string
	var makes []catalog.ID
	for _, member := range members {
		if member.OperatorClass == 0 && w.takesMember(member, label) {
			items = append(items, memberItem(member))
			makes = append(makes, member.Class.Of(member.OID))
		}
	}
	if len(items) == 0 {
		return Statement{}
	}
	return Statement{
		SQL: "ALTER OPERATOR FAMILY " + family.Family().String() + " USING " + catalog.Ident(family.Method) +
			" ADD " + strings.Join(items, ", "),
		Kind:   KindOperatorFamily,
		Name:   label,
		Object: id,
		Makes:  makes,
		After:  []catalog.ID{id},
	}
}

// takesMember says whether the target's access method knows what a member is for.
func (w *writer) takesMember(member catalog.OperatorMember, label string) bool {
	if member.Class == catalog.ClassMemberOperator || w.target.HasSupportFunction(member.Method, member.Number) {
		return true
	}
	w.lose(label, "the target's access method knows no use for "+memberItem(member))
	return false
}

// memberItem returns a member as CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY take it.
func memberItem(member catalog.OperatorMember) string {
	number := strconv.Itoa(int(member.Number))
	if member.Class == catalog.ClassMemberFunction {
		return "FUNCTION " + number + " (" + member.Left + ", " + member.Right + ") " + member.Item
	}
	item := "OPERATOR " + number + " " + member.Item
	if member.SortFamily != "" {
		item += " FOR ORDER BY " + member.SortFamily
	}
	return item
}
