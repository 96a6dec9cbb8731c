package ddl

import (
	"strconv"

	"copydb/catalog"
)

// aggregates writes CREATE AGGREGATE.
func (w *writer) aggregates() []Statement {
	var statements []Statement
	for _, aggregate := range w.facts.Aggregates {
		id := catalog.ClassFunction.Of(aggregate.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE AGGREGATE " + aggregate.String() + "(" + aggregate.Signature + ") " + aggregateClauses(aggregate).String(),
			Kind:   KindAggregate,
			Name:   "aggregate " + aggregate.Plain() + "(" + aggregate.Arguments + ")",
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP AGGREGATE IF EXISTS " + aggregate.String() + "(" + aggregate.Signature + ") CASCADE",
		})
	}
	return statements
}

func aggregateClauses(aggregate catalog.Aggregate) clauses {
	finalModify := map[string]string{"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}
	parallel := map[string]string{"s": "SAFE", "r": "RESTRICTED"}
	var c clauses
	c.set("SFUNC", aggregate.Transition)
	c.set("STYPE", aggregate.State)
	c.space("SSPACE", aggregate.StateSpace)
	c.literal("INITCOND", aggregate.Initial)
	c.set("FINALFUNC", aggregate.Final)
	c.flag("FINALFUNC_EXTRA", aggregate.FinalExtra)
	c.set("FINALFUNC_MODIFY", finalModify[aggregate.FinalModify])
	c.set("COMBINEFUNC", aggregate.Combine)
	c.set("SERIALFUNC", aggregate.Serialize)
	c.set("DESERIALFUNC", aggregate.Deserialize)
	if aggregate.MovingTransition != "" {
		c.set("MSFUNC", aggregate.MovingTransition)
		c.set("MINVFUNC", aggregate.MovingInverse)
		c.set("MSTYPE", aggregate.MovingState)
		c.space("MSSPACE", aggregate.MovingStateSpace)
		c.literal("MINITCOND", aggregate.MovingInitial)
		c.set("MFINALFUNC", aggregate.MovingFinal)
		c.flag("MFINALFUNC_EXTRA", aggregate.MovingFinalExtra)
		c.set("MFINALFUNC_MODIFY", finalModify[aggregate.MovingFinalModify])
	}
	c.set("SORTOP", aggregate.SortOperator)
	c.flag("HYPOTHETICAL", aggregate.Kind == "h")
	c.set("PARALLEL", parallel[aggregate.Parallel])
	return c
}

// space adds the size of a state where one is told.
func (c *clauses) space(name string, size int32) {
	if size != 0 {
		c.set(name, strconv.Itoa(int(size)))
	}
}

// literal adds an initial state where there is one.
func (c *clauses) literal(name string, value *string) {
	if value != nil {
		c.set(name, catalog.Literal(*value))
	}
}
