package pgparse_test

import (
	"testing"

	"copydb/ddl/pgparse"
)

func TestEquivalent(t *testing.T) {
	for name, texts := range map[string][2]string{
		"the only relation's name": {"create view v as select t.a, t.b from s.t where t.a > 1 order by t.b", "create view v as select a, b from s.t where a > 1 order by b"},
		"an alias":                 {"create view v as select x.a from t x group by x.a", "create view v as select a from t x group by a"},
		"a query inside":           {"create view v as select t.a from t where exists (select 1 from u where u.b = t.a)", "create view v as select a from t where exists (select 1 from u where u.b = t.a)"},
		"a function in FROM":       {"create view v as select g.g from generate_series(1, 2) g(g)", "create view v as select g from generate_series(1, 2) g(g)"},
		"a sample":                 {"create view v as select t.a from t tablesample system (1)", "create view v as select a from t tablesample system (1)"},
		"parentheses":              {"create table t (a int default ((1 + 2)))", "create table t (a int default (1 + 2))"},
		"white space":              {"create  table t\n(a int)", "create table t (a int)"},
		"a parameter's mode":       {"create procedure p(a int) as 'x' language sql", "create procedure p(in a int) as 'x' language sql"},
		"the system's schema":      {"create aggregate g(int) (sfunc = pg_catalog.int4pl, stype = int)", "create aggregate g(int) (sfunc = int4pl, stype = int)"},
		"words for what is anyway": {"select xmlserialize(content 'a' as text)", "select xmlserialize(content 'a' as text no indent)"},
		"several statements":       {"select a from t; select 1", "select t.a from t;select  1"},
	} {
		if !pgparse.Equivalent(texts[0], texts[1]) {
			t.Errorf("%s: not equivalent:\n%s\n%s", name, texts[0], texts[1])
		}
	}
}

func TestNotEquivalent(t *testing.T) {
	for name, texts := range map[string][2]string{
		"another relation of two":   {"select t.a from t, u", "select u.a from t, u"},
		"a relation's name of two":  {"select t.a from t, u", "select a from t, u"},
		"an outer column":           {"select 1 from t where exists (select 1 from u where u.a = t.a)", "select 1 from t where exists (select 1 from u where u.a = u.a)"},
		"a column":                  {"select a from t", "select b from t"},
		"a schema":                  {"select a from s.t", "select a from t"},
		"a function's schema":       {"select s.f()", "select f()"},
		"a constant":                {"select 'a'", "select 'A'"},
		"parentheses with a sense":  {"select (1 + 2) * 3", "select 1 + 2 * 3"},
		"one statement more":        {"select 1", "select 1; select 2"},
		"a body":                    {"create function f() returns int as 'select 1' language sql", "create function f() returns int as 'select  1' language sql"},
		"an OUT parameter":          {"create procedure p(a int) as 'x' language sql", "create procedure p(out a int) as 'x' language sql"},
		"what the grammar does not": {"alter table t alter column a add generated virtual", "alter table t alter column a  add generated virtual"},
		"a comment":                 {"", "nothing that is SQL"},
	} {
		if pgparse.Equivalent(texts[0], texts[1]) {
			t.Errorf("%s: equivalent:\n%s\n%s", name, texts[0], texts[1])
		}
	}
}
