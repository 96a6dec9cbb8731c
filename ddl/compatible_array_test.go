package ddl_test

import (
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
)

// TestCompatibleArrays copies aggregates and operators over array_append and its like to a server where these take other
// types: they work there, and keep their comments and privileges.
func TestCompatibleArrays(t *testing.T) {
	t.Parallel()
	source := openSide(t, catalog.Source, pgtest.Start(t, pgtest.Oldest).Database(t, `
		create aggregate array_accum (anyelement) (sfunc = array_append, stype = anyarray, initcond = '{}');
		create aggregate plain_accum (float8) (sfunc = array_append, stype = float8[], initcond = '{}');
		create aggregate array_cat_agg (anyarray) (sfunc = array_cat, stype = anyarray);
		create function own_append(anyarray, anyelement) returns anyarray language sql immutable as 'select $1 || $2';
		create aggregate own_accum (anyelement) (sfunc = own_append, stype = anyarray, initcond = '{}');
		create operator ||| (leftarg = anyarray, rightarg = anyarray, function = array_cat);
		comment on aggregate array_accum (anyelement) is 'kept';
		comment on operator ||| (anyarray, anyarray) is 'kept as well';
		revoke all on function array_cat_agg (anyarray) from public;
		create view uses as select array_accum(x) as a, array_cat_agg(array[x]) as b, own_accum(x) as c, '{1}'::integer[] ||| '{2}' as d
		from generate_series(1, 3) x;`))
	target := openSide(t, catalog.Target, pgtest.Start(t, pgtest.Newest).Database(t))
	facts := source.facts(t)
	statements, losses := ddl.Statements(facts, target.server, ddl.Options{})
	if len(losses) != 3 {
		t.Errorf("got the losses %v, want one for each of two aggregates and an operator", losses)
	}
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	target.execute(t, ordered)
	var got string
	const query = `select concat_ws(' ', a, b, c, d,
		obj_description('public.array_accum(anycompatible)'::regprocedure, 'pg_proc'),
		obj_description('public.|||(anycompatiblearray,anycompatiblearray)'::regoperator, 'pg_operator'),
		has_function_privilege('pg_monitor', 'public.array_cat_agg(anycompatiblearray)', 'execute'))
		from public.uses`
	if err := target.conn.QueryRow(t.Context(), query).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := "{1,2,3} {1,2,3} {1,2,3} {1,2} kept kept as well f"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
