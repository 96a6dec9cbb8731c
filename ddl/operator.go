package ddl

import (
	"slices"

	"copydb/catalog"
)

// operators writes CREATE OPERATOR. An operator that names one which is not there yet, its commutator or its negator,
// makes a shell for it, as on the source.
func (w *writer) operators() []Statement {
	links := newOperatorLinks(w.facts.Operators)
	var statements []Statement
	for _, operator := range w.facts.Operators {
		label := operatorLabel(operator)
		if operator.Right == "" && !w.target.HasPostfixOperators() {
			w.lose(label, "the target has no postfix operators")
			continue
		}
		operator = w.withMutualLinks(operator, links, label)
		name := catalog.Ident(operator.Schema) + "." + operator.Symbol
		id := catalog.ClassOperator.Of(operator.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE OPERATOR " + name + " " + operatorClauses(operator).String(),
			Kind:   KindOperator,
			Name:   label,
			Object: id,
			Makes:  []catalog.ID{id},
			After:  catalog.ClassOperator.IDs(links.namedBy[operator.OID]...),
			Drop:   "DROP OPERATOR IF EXISTS " + name + " (" + orNone(operator.Left) + ", " + orNone(operator.Right) + ") CASCADE",
		})
	}
	return statements
}

// withMutualLinks leaves out a commutator or a negator that has another one itself, where the target takes no such one.
func (w *writer) withMutualLinks(operator catalog.Operator, links operatorLinks, label string) catalog.Operator {
	if !w.target.HasMutualOperators() {
		return operator
	}
	if other := links.commutator[operator.CommutatorOID]; other != 0 && other != operator.OID {
		w.lose(label, "the target lets no commutator ("+operator.Commutator+") have another one itself")
		operator.Commutator = ""
	}
	if other := links.negator[operator.NegatorOID]; other != 0 && other != operator.OID {
		w.lose(label, "the target lets no negator ("+operator.Negator+") have another one itself")
		operator.Negator = ""
	}
	return operator
}

// operatorLinks are who is whose commutator and negator, by OID.
type operatorLinks struct {
	commutator, negator map[catalog.OID]catalog.OID
	// namedBy lists for an operator without a commutator or negator those that name it as theirs. They come first: one that
	// named it later would become its own in turn.
	namedBy map[catalog.OID][]catalog.OID
}

func newOperatorLinks(operators []catalog.Operator) operatorLinks {
	links := operatorLinks{commutator: map[catalog.OID]catalog.OID{}, negator: map[catalog.OID]catalog.OID{},
		namedBy: map[catalog.OID][]catalog.OID{}}
	for _, operator := range operators {
		links.commutator[operator.OID], links.negator[operator.OID] = operator.CommutatorOID, operator.NegatorOID
	}
	for _, operator := range operators {
		links.name(operator.OID, operator.CommutatorOID, links.commutator)
		links.name(operator.OID, operator.NegatorOID, links.negator)
	}
	return links
}

// name notes that one operator names another, which does not name it.
func (l operatorLinks) name(operator, other catalog.OID, link map[catalog.OID]catalog.OID) {
	if other != 0 && link[other] == 0 && !slices.Contains(l.namedBy[operator], other) {
		l.namedBy[other] = append(l.namedBy[other], operator)
	}
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
