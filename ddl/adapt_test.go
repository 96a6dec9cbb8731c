package ddl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
	"copydb/ddl/pgparse"
)

// adaptation is a database that the target's version cannot have as it is. What is lost must be told, and what the target
// has instead must be the nearest thing.
type adaptation struct {
	title    string
	from, to int
	script   string
	rows     string // SQL that puts rows into the target, once its tables are there
	losses   []string
	query    string // on the target, in the end
	want     string
}

var adaptations = []adaptation{
	{
		title: "generated child of a plain parent", from: 15, to: 18,
		script: `create table plain (a int, b int);
			create table child (a int, b int generated always as (a * 2) stored) inherits (plain)`,
		rows:   "insert into child (a) values (21)",
		losses: []string{"column public.child.b"},
		query:  "select a, b, (select attgenerated from pg_attribute where attrelid = 'child'::regclass and attname = 'b') from plain",
		want:   "21 42 ",
	},
	{
		title: "generated partition of a plain parent", from: 15, to: 18,
		script: `create table plain (a int, b int) partition by range (a);
			create table part (b int generated always as (a * 2) stored, a int);
			alter table plain attach partition part for values from (0) to (100)`,
		rows:   "insert into part (a) values (21)",
		losses: []string{"column public.part.b"},
		query:  "select a, b from plain",
		want:   "21 42",
	},
	{
		title: "virtual column", from: 18, to: 17,
		script: "create table t (a int, b int generated always as (a + 1))",
		rows:   "insert into t values (1)",
		losses: []string{"column public.t.b"},
		query:  "select b from t",
		want:   "2",
	},
	{
		title: "children with expressions of their own", from: 16, to: 15,
		script: `create table p (a int, b int generated always as (a * 2) stored);
			create table c (a int, b int generated always as (a * 3) stored) inherits (p);
			create table joined (b int generated always as (a * 4) stored, a int); alter table joined inherit p`,
		rows:   "insert into c values (1); insert into joined (a) values (10)",
		losses: []string{"column public.c.b", "column public.joined.b"},
		query:  "select b from p order by b",
		want:   "2\n20",
	},
	{
		title: "children of parents that do not agree", from: 16, to: 15,
		script: `create table p (a int, b int generated always as (a * 2) stored); create table q (a int, x int, b int generated always as (a * 3) stored);
			create table grandchild () inherits (p); create table r (c int);
			create table c (b int generated always as (a * 4) stored) inherits (grandchild, q, r);
			create table joined (x int, a int, b int generated always as (a * 5) stored); alter table joined inherit q; alter table joined inherit p`,
		rows:   "insert into c (a, x) values (1, 7); insert into joined (a) values (10); insert into q (a) values (5)",
		losses: []string{"column public.c.b", "column public.joined.b", "table public.c", "table public.joined"},
		query: `select 'p', a, b from p union all select 'q', a, b from q union all
			select attrelid::regclass::text, attnum, null from pg_attribute where attrelid = 'c'::regclass and attname = 'x' order by 1, 2`,
		want: "c 3 NULL\np 1 2\nq 5 15\nq 10 30",
	},
	{
		title: "columns of multiranges", from: 14, to: 13,
		script: `create type span as range (subtype = float8); create type other as range (subtype = int, multirange_type_name = "Oth er");
			create table gone (id int primary key, n nummultirange[]); create table also (s span_multirange);
			create table kept (id int references gone, r numrange, s span); create view over as select id from gone;
			create index on gone (id)`,
		losses: []string{"constraint gone_pkey on public.gone", "constraint kept_id_fkey on public.kept", "index public.gone_id_idx", "index public.gone_pkey",
			"table public.also", "table public.gone", "type public.other", "view public.over"},
		query: "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')",
		want:  "kept",
	},
	{
		title: "numeric of an odd scale", from: 15, to: 14,
		script: "create table t (a numeric(3,-6), b numeric(2,5)[], c numeric(5,2))",
		losses: []string{"column public.t.a", "column public.t.b"},
		query:  "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 't'::regclass and attnum > 0 order by attnum",
		want:   "numeric\nnumeric[]\nnumeric(5,2)",
	},
	{
		title: "nullable heir of NOT NULL", from: 17, to: 18,
		script: `create table p (a int not null, b int not null); create table c () inherits (p); create table d () inherits (c);
			alter table d alter a drop not null`,
		losses: []string{"column public.c.a", "column public.p.a"},
		query: `select conrelid::regclass, conname, conislocal, coninhcount, connoinherit from pg_constraint
			where contype = 'n' and oid >= 16384 order by conrelid::regclass::text, conname`,
		want: "c c_a_not_null t 0 t\nc p_b_not_null f 1 f\nd p_b_not_null f 1 f\np p_a_not_null t 0 t\np p_b_not_null t 0 f",
	},
	{
		title: "nullable heirs of all ways", from: 13, to: 18,
		script: `create table p (a int not null, x int); create table joined (a int, x int); create table later () inherits (p);
			alter table joined alter a set not null; alter table joined inherit p; alter table joined alter a drop not null;
			alter table p add column y int; alter table later alter a drop not null`,
		losses: []string{"column public.p.a"},
		query:  "select attrelid::regclass, attnotnull from pg_attribute where attname = 'a' and attrelid::regclass::text in ('p', 'joined', 'later') order by attrelid::regclass::text",
		want:   "joined f\nlater f\np t",
	},
	{
		title: "NOT NULL that is not inherited, not valid or named", from: 18, to: 17,
		script: `create table p (a int constraint here not null no inherit, b int, c int constraint "p_c_not_null" not null);
			create table c () inherits (p); alter table p add constraint lax not null b not valid`,
		losses: []string{"column public.p.a", "constraint lax on public.p"},
		query:  "select attrelid::regclass, attname, attnotnull from pg_attribute where attnum > 0 and attrelid::regclass::text in ('p', 'c') order by attrelid::regclass::text, 2",
		want:   "c a f\nc b f\nc c t\np a t\np b f\np c t",
	},
	{
		title: "checks that are not enforced", from: 18, to: 17,
		script: "create table t (a int constraint loose check (a > 0) not enforced, b int constraint tight check (b > 0))",
		losses: []string{"constraint loose on public.t"},
		query:  "select conname from pg_constraint where contype = 'c' and conrelid = 't'::regclass",
		want:   "tight",
	},
	{
		title: "unlogged sequences", from: 18, to: 14,
		script: "create unlogged sequence s; create unlogged table t (a int generated always as identity)",
		losses: []string{"column public.t.a", "sequence public.s"},
		query:  "select relname, relpersistence from pg_class where relkind in ('r', 'S') and relnamespace = 'public'::regnamespace order by 1",
		want:   "s p\nt u\nt_a_seq p",
	},
	{
		title: "logged sequence of an unlogged table", from: 14, to: 18,
		script: "create unlogged table t (a int generated always as identity, b serial)",
		query:  "select relname, relpersistence from pg_class where relkind in ('r', 'S') and relnamespace = 'public'::regnamespace order by 1",
		want:   "t u\nt_a_seq p\nt_b_seq p",
	},
	{
		title: "unlogged partitioned table", from: 17, to: 18,
		script: "create unlogged table t (a int) partition by list (a)",
		query:  "select relpersistence from pg_class where relname = 't'",
		want:   "p",
	},
	{
		title: "identity of partitions, of their own", from: 16, to: 18,
		script: `create table p (a int not null, b int not null generated always as identity) partition by list (a);
			create table p1 (a int not null generated by default as identity, b int not null);
			alter table p attach partition p1 for values in (1)`,
		losses: []string{"column public.p1.a"},
		query:  "select attrelid::regclass, attname, attidentity from pg_attribute where attnum > 0 and attrelid::regclass::text in ('p', 'p1') order by attrelid::regclass::text, 2",
		want:   "p a \np b a\np1 a \np1 b a",
	},
	{
		title: "identity of partitions, of their parents", from: 18, to: 16,
		script: `create table p (a int, b int generated always as identity) partition by list (a); create table p1 partition of p default`,
		losses: []string{"column public.p1.b", "column public.p1.b"},
		query:  "select attrelid::regclass, attname, attidentity from pg_attribute where attnum > 0 and attrelid::regclass::text in ('p', 'p1') order by attrelid::regclass::text, 2",
		want:   "p a \np b a\np1 a \np1 b ",
	},
	{
		title: "locale of 18 alone", from: 18, to: 17,
		script: `create collation fast (provider = builtin, locale = 'PG_UNICODE_FAST'); create table t (a text collate fast)`,
		losses: []string{"collation public.fast"},
		query:  "select collprovider, colllocale from pg_collation where collname = 'fast'",
		want:   "b C.UTF-8",
	},
	{
		title: "locale of 18 alone, in a library", from: 18, to: 16,
		script: `create collation fast (provider = builtin, locale = 'PG_UNICODE_FAST'); create table t (a text collate fast)`,
		losses: []string{"collation public.fast", "collation public.fast"},
		query:  "select collprovider, collcollate from pg_collation where collname = 'fast'",
		want:   "c C.UTF-8",
	},
	{
		title: "comments on NOT NULL", from: 18, to: 16,
		script: `create domain d as int not null check (value > 0); comment on constraint d_not_null on domain d is 'a';
			comment on constraint d_check on domain d is 'b';
			create table t (a int not null, b d); comment on constraint t_a_not_null on t is 'c'`,
		losses: []string{"comment on constraint d_not_null of domain public.d", "comment on constraint t_a_not_null on public.t"},
		query:  "select description from pg_description where objoid >= 16384 and classoid = 'pg_constraint'::regclass",
		want:   "b",
	},
	{
		title: "storage options and compression", from: 18, to: 13,
		script: `create table t (a text compression pglz) with (vacuum_index_cleanup = auto, autovacuum_vacuum_max_threshold = 100, fillfactor = 50);
			create table p (a int) partition by list (a) using heap;
			create materialized view m as select a from t; alter materialized view m alter a set compression pglz`,
		losses: []string{"column public.m.a", "column public.t.a", "table public.p", "table public.t", "table public.t"},
		query:  "select reloptions from pg_class where relname = 't'",
		want:   "{fillfactor=50}",
	},
}

func TestAdaptations(t *testing.T) {
	checkAll(t, adaptations)
}

func checkAll(t *testing.T, adaptations []adaptation) {
	for _, a := range adaptations {
		t.Run(fmt.Sprintf("%s/%d-%d", a.title, a.from, a.to), func(t *testing.T) {
			t.Parallel()
			a.check(t)
		})
	}
}

func (a adaptation) check(t *testing.T) {
	source := openSide(t, catalog.Source, pgtest.Start(t, a.from).Database(t, a.script))
	target := openSide(t, catalog.Target, pgtest.Start(t, a.to).Database(t))
	facts := source.facts(t)
	statements, losses := ddl.Statements(facts, target.server, ddl.Options{NoOwner: true, NoPrivileges: true})
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	after := slices.IndexFunc(ordered, func(s *ddl.Statement) bool { return s.Phase > ddl.PreData })
	if after < 0 {
		after = len(ordered)
	}
	target.execute(t, ordered[:after])
	pgtest.Exec(t, target.url, a.rows)
	target.execute(t, ordered[after:])

	var objects []string
	for _, loss := range losses {
		objects = append(objects, loss.Object)
	}
	slices.Sort(objects)
	if !slices.Equal(objects, a.losses) {
		t.Errorf("told as lost: %q, want %q", losses, a.losses)
	}
	toldExactly(t, facts, target.facts(t), losses)
	var lines []string
	for _, row := range pgtest.Query(t, target.url, a.query) {
		lines = append(lines, strings.Join(row, " "))
	}
	if got := strings.Join(lines, "\n"); got != a.want {
		t.Errorf("the target has %q, want %q", got, a.want)
	}
}

// toldExactly checks that what was told as lost is what a comparison shows, object by object: each loss is of an object that
// differs, and each such object has a loss.
func toldExactly(t *testing.T, source, target *catalog.Facts, losses []ddl.Loss) {
	t.Helper()
	options := ddl.Options{NoOwner: true, NoPrivileges: true}
	comparison := ddl.Compare(ddl.Describe(source, target.Server, options), ddl.Describe(target, source.Server, options), pgparse.Equivalent)
	isOf := func(loss ddl.Loss, difference ddl.Difference) bool {
		return strings.Contains(loss.Object, difference.Object[strings.LastIndex(difference.Object, " ")+1:])
	}
	for _, loss := range losses {
		if !slices.ContainsFunc(comparison.Differences, func(d ddl.Difference) bool { return isOf(loss, d) }) {
			t.Errorf("%s (%s) is told as lost, and a comparison shows nothing of it", loss.Object, loss.Reason)
		}
	}
	for _, difference := range comparison.Differences {
		if !slices.ContainsFunc(losses, func(loss ddl.Loss) bool { return isOf(loss, difference) }) {
			t.Errorf("%s differs, and nothing is told: %v", difference.Object, difference.Parts)
		}
	}
}
