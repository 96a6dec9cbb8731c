package ddl_test

import (
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
)

// TestOneSidedCommutator copies an operator whose commutator has another one to a server that does not take that.
func TestOneSidedCommutator(t *testing.T) {
	t.Parallel()
	source := openSide(t, catalog.Source, pgtest.Start(t, 13).Database(t, `
		create operator === (leftarg = integer, rightarg = integer, function = int4eq, commutator = ====);
		create operator ==== (leftarg = integer, rightarg = integer, function = int4eq, commutator = ===);
		create operator =@= (leftarg = integer, rightarg = integer, function = int4eq, commutator = ===)`))
	target := openSide(t, catalog.Target, pgtest.Start(t, 18).Database(t))
	facts := source.facts(t)
	statements, losses := ddl.Statements(facts, target.server, ddl.Options{})
	if len(losses) != 1 || losses[0].Object != "operator public.=@= (integer, integer)" {
		t.Errorf("got the losses %v, want the commutator of =@=", losses)
	}
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	target.execute(t, ordered)
	var count int
	if err := target.conn.QueryRow(t.Context(), "select count(*) from pg_operator where oid >= 16384").Scan(&count); err != nil || count != 3 {
		t.Errorf("got %d operators, %v; want 3", count, err)
	}
}
