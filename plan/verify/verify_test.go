package verify_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/plan/verify"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// rows is a database with a value of every sort that the comparison treats by itself.
const rows = `
	create table "odd ""name" (id int primary key, "a ""b" text, "select" bytea, c "char", j jsonb, x xml, n numeric,
		at timestamptz, d interval, f float8, g int generated always as (id * 2) stored);
	insert into "odd ""name" select i, repeat('x', i), repeat('y', i)::bytea, chr(i)::"char", jsonb_build_object('k', i), '<a/>',
		i / 7.0, 'epoch'::timestamptz + i * interval '1 hour', i * interval '1 day -1 s', i / 3.0
		from generate_series(1, 100) i;
	insert into "odd ""name" (id) values (-1), (-2);
	create table nothing ();
	insert into nothing default values;
	create table parent (id int) partition by range (id);
	create table child partition of parent for values from (0) to (1000);
	insert into parent select generate_series(1, 10);
	create table twice (a text);
	insert into twice values ('same'), ('same'), (null), ('');
	create materialized view filled as select count(*) from twice;
	create materialized view empty as select 1 with no data;
	create sequence counter;
	select nextval('counter');
	select lo_from_bytea(7, 'seven'), lo_from_bytea(8, repeat('8', 2000000)::bytea), lo_create(9)`

// compare compares two databases and returns what differs, a line each.
func compare(t *testing.T, source, target string) []string {
	t.Helper()
	var told int
	config := verify.Config{Jobs: 3, Compared: func(verify.Item) { told++ }}
	var err error
	if config.Source, err = catalog.ParseEndpoint(catalog.Source, source); err != nil {
		t.Fatal(err)
	}
	if config.Target, err = catalog.ParseEndpoint(catalog.Target, target); err != nil {
		t.Fatal(err)
	}
	items, err := verify.Run(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if told != len(items) {
		t.Errorf("told of %d items of %d", told, len(items))
	}
	var differ []string
	for _, item := range items {
		switch {
		case item.Missing != "":
			differ = append(differ, fmt.Sprintf("%s: missing on the %s", item.Object, item.Missing))
		case !item.Same():
			differ = append(differ, item.Object+": "+item.Differs)
		}
	}
	return differ
}

func TestEqualDatabasesAreEqual(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		t.Run(fmt.Sprint(pair), func(t *testing.T) {
			t.Parallel()
			source := pgtest.Start(t, pair[0]).Database(t, rows)
			target := pgtest.Start(t, pair[1]).Database(t, rows)
			if differ := compare(t, source, target); len(differ) > 0 {
				t.Errorf("equal databases differ:\n%s", strings.Join(differ, "\n"))
			}
		})
	}
}

// TestEachDifferenceIsSeen changes one thing at a time on the target.
func TestEachDifferenceIsSeen(t *testing.T) {
	tests := []struct{ change, want string }{
		{`update "odd ""name" set "a ""b" = null where id = 5`, `table public.odd "name: 102 rows on both sides, with other values`},
		{`update "odd ""name" set "select" = '' where id = -1`, `table public.odd "name: 102 rows on both sides, with other values`},
		{`update "odd ""name" set c = 'x' where id = 1`, `table public.odd "name: 102 rows on both sides, with other values`},
		{`update "odd ""name" set f = f + 1e-15 where id = 1`, `table public.odd "name: 102 rows on both sides, with other values`},
		{`delete from "odd ""name" where id = 50`, `table public.odd "name: 102 rows on the source, 101 on the target`},
		{`alter table "odd ""name" drop n`, `table public.odd "name: column n is missing on the target`},
		{`alter table twice add b int`, `table public.twice: column b is missing on the source`},
		{`insert into nothing default values`, `table public.nothing: 1 rows on the source, 2 on the target`},
		{`update child set id = 11 where id = 10`, `table public.child: 10 rows on both sides, with other values`},
		{`update twice set a = '' where a is null`, `table public.twice: 4 rows on both sides, with other values`},
		{`update twice set a = 'other' where a = 'same'`, `table public.twice: 4 rows on both sides, with other values`},
		{`drop table nothing`, `table public.nothing: missing on the target`},
		{`create table more ()`, `table public.more: missing on the source`},
		{`refresh materialized view filled with no data`, `materialized view public.filled: missing on the target`},
		{`select setval('counter', 1, false)`, `sequence public.counter: at 1 on the source, before 1 on the target`},
		{`drop sequence counter`, `sequence public.counter: missing on the target`},
		{`select lo_put(8, 1999999, '9')`, `large objects: not the same are 8`},
		{`select lo_unlink(7), lo_unlink(9), lo_create(10)`, `large objects: not the same are 7, 9, 10`},
		{`select lo_put(9, 0, '')`, ``},
	}
	source := pgtest.Start(t, pgtest.Newest).Database(t, rows)
	for _, test := range tests {
		t.Run(test.change, func(t *testing.T) {
			t.Parallel()
			target := pgtest.Start(t, pgtest.Newest).Database(t, rows, test.change)
			if diff := cmp.Diff(test.want, strings.Join(compare(t, source, target), "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestUnreadableValues: a value that one side cannot write, as an older server may not that took in an infinite interval of a newer one,
// is a difference of its table, and all else is compared.
func TestUnreadableValues(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	const script = "create type mood as enum ('ok', 'bad'); create table a (m mood); insert into a values ('ok'), ('bad'); create table b (id int); insert into b values (1)"
	source, target := server.Database(t, script), server.Database(t, script+", (2); delete from pg_enum where enumlabel = 'bad'")
	got := compare(t, source, target)
	if len(got) != 2 || !strings.HasPrefix(got[0], "table public.a: cannot be compared, the target cannot read a value: ") ||
		!strings.HasSuffix(got[0], " (SQLSTATE 22P03)") || got[1] != "table public.b: 1 rows on the source, 2 on the target" {
		t.Errorf("got %q", got)
	}
}

// TestEncodings compares the same characters in two encodings.
func TestEncodings(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	const script = `create table t (a text); insert into t values (U&'\00e4\00f6\00fc'), (repeat(U&'\00e9', 100))`
	pgtest.Exec(t, server.URL("postgres"), "create database verify_latin template template0 encoding 'LATIN1' locale 'C'")
	t.Cleanup(func() { pgtest.Exec(t, server.URL("postgres"), "drop database verify_latin") })
	latin := server.URL("verify_latin")
	pgtest.Exec(t, latin, script)
	if differ := compare(t, latin, server.Database(t, script)); len(differ) > 0 {
		t.Errorf("the same characters differ:\n%s", strings.Join(differ, "\n"))
	}
}
