package ddl

import (
	"strings"

	"copydb/catalog"
)

// operatorClasses writes CREATE OPERATOR CLASS with the members that belong to the class.
func (w *writer) operatorClasses() []Statement {
	members := map[catalog.OID][]catalog.OperatorMember{}
	for _, member := range w.facts.OperatorMembers {
		members[member.OperatorClass] = append(members[member.OperatorClass], member)
	}
	var statements []Statement
	for _, class := range w.facts.OperatorClasses {
		statements = append(statements, w.operatorClass(class, members[class.OID]))
	}
	return statements
}

func (w *writer) operatorClass(class catalog.OperatorClass, members []catalog.OperatorMember) Statement {
	name := class.String() + " USING " + catalog.Ident(class.Method)
	statement := Statement{
		Kind:   KindOperatorClass,
		Name:   "operator class " + class.Plain() + " using " + class.Method,
		Object: catalog.ClassOperatorClass.Of(class.OID),
		Makes:  catalog.ClassOperatorClass.IDs(class.OID),
		Drop:   "DROP OPERATOR CLASS IF EXISTS " + name + " CASCADE",
	}
	var items []string
	if class.Storage != "" {
		items = append(items, "STORAGE "+class.Storage)
	}
	for _, member := range members {
		if w.takesMember(member, statement.Name) {
			items = append(items, memberItem(member))
			statement.Makes = append(statement.Makes, member.Class.Of(member.OID))
		}
	}
	if len(items) == 0 { // the command asks for one item at least: this one says what holds anyway
		items = []string{"STORAGE " + class.Type}
	}
	statement.SQL = "CREATE OPERATOR CLASS " + class.String()
	if class.Default {
		statement.SQL += " DEFAULT"
	}
	statement.SQL += " FOR TYPE " + class.Type + " USING " + catalog.Ident(class.Method) + " FAMILY " + class.Family().String() +
		" AS " + strings.Join(items, ", ")
	return statement
}
