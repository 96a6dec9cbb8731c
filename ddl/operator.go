package ddl

import "copydb/catalog"

// operators writes CREATE OPERATOR. An operator that names one which is not there yet, its commutator or its negator,
// makes a shell for it, as on the source.
func (w *writer) operators() []Statement {
	var statements []Statement
	for _, operator := range w.facts.Operators {
		left, right := orNone(operator.Left), orNone(operator.Right)
		label := operatorLabel(operator)
		if operator.Right == "" && !w.target.HasPostfixOperators() {
			w.lose(label, "the target has no postfix operators")
			continue
		}
		name := catalog.Ident(operator.Schema) + "." + operator.Symbol
		id := catalog.ClassOperator.Of(operator.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE OPERATOR " + name + " " + operatorClauses(operator).String(),
			Kind:   KindOperator,
			Name:   label,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP OPERATOR IF EXISTS " + name + " (" + left + ", " + right + ") CASCADE",
		})
	}
	return statements
}

func operatorClauses(operator catalog.Operator) clauses {
	var c clauses
	c.set("FUNCTION", operator.Function)
	c.set("LEFTARG", operator.Left)
	c.set("RIGHTARG", operator.Right)
	c.set("COMMUTATOR", operator.Commutator)
	c.set("NEGATOR", operator.Negator)
	c.flag("MERGES", operator.Merges)
	c.flag("HASHES", operator.Hashes)
	c.set("RESTRICT", operator.Restrict)
	c.set("JOIN", operator.Join)
	return c
}

// operatorLabel tells an operator to people.
func operatorLabel(operator catalog.Operator) string {
	return "operator " + operator.Schema + "." + operator.Symbol + " (" + orNone(operator.Left) + ", " + orNone(operator.Right) + ")"
}

// orNone returns an operand's type, NONE where there is no operand.
func orNone(operand string) string {
	if operand == "" {
		return "NONE"
	}
	return operand
}
