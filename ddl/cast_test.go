package ddl_test

import (
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestCastOverCast copies a cast whose function returns what another cast takes as it is, between servers whose pg_depend
// does not know of that.
func TestCastOverCast(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, 13)
	source := openSide(t, catalog.Source, server.Database(t, `
		create type wrapped;
		create function wrapped_in(cstring) returns wrapped language internal strict immutable as 'textin';
		create function wrapped_out(wrapped) returns cstring language internal strict immutable as 'textout';
		create type wrapped (internallength = variable, input = wrapped_in, output = wrapped_out, alignment = int4);
		create function wrap(integer) returns text language sql immutable as $$ select 'wrapped ' || $1 $$;
		create cast (text as wrapped) without function as implicit;
		create cast (integer as wrapped) with function wrap(integer) as implicit`))
	target := openSide(t, catalog.Target, server.Database(t))
	target.execute(t, target.write(t, source.facts(t)))
	var got string
	if err := target.conn.QueryRow(t.Context(), "select (1::public.wrapped)::text").Scan(&got); err != nil || got != "wrapped 1" {
		t.Errorf("got %q, %v; want wrapped 1", got, err)
	}
}
