package copyproto_test

import (
	"fmt"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

func TestTableStatements(t *testing.T) {
	t.Parallel()
	odd := copyproto.Table{Name: catalog.Name{Schema: `a"b`, Name: "T 1"}, Columns: []string{"id", `x"; drop`}}
	binary := odd
	binary.Format = copyproto.Binary
	filtered := odd
	filtered.Where = "id > 3 -- not all"
	bare := copyproto.Table{Name: odd.Name}
	for _, test := range []struct{ got, want string }{
		{odd.CopyOut(copyproto.Part{}), `COPY "a""b"."T 1" ("id", "x""; drop") TO STDOUT`},
		{binary.CopyOut(copyproto.Part{}), `COPY "a""b"."T 1" ("id", "x""; drop") TO STDOUT (FORMAT binary)`},
		{bare.CopyOut(copyproto.Part{}), `COPY "a""b"."T 1" TO STDOUT`},
		{
			odd.CopyOut(copyproto.Part{End: 8}),
			`COPY (SELECT "id", "x""; drop" FROM ONLY "a""b"."T 1" WHERE ctid >= '(0,0)'::pg_catalog.tid AND ctid < '(8,0)'::pg_catalog.tid) TO STDOUT`,
		},
		{
			binary.CopyOut(copyproto.Part{First: 8}),
			`COPY (SELECT "id", "x""; drop" FROM ONLY "a""b"."T 1" WHERE ctid >= '(8,0)'::pg_catalog.tid) TO STDOUT (FORMAT binary)`,
		},
		{
			filtered.CopyOut(copyproto.Part{First: 8}),
			`COPY (SELECT "id", "x""; drop" FROM ONLY "a""b"."T 1" WHERE ctid >= '(8,0)'::pg_catalog.tid AND (` + "\nid > 3 -- not all\n)) TO STDOUT",
		},
		{odd.CopyIn(false), `COPY "a""b"."T 1" ("id", "x""; drop") FROM STDIN`},
		{odd.CopyIn(true), `COPY "a""b"."T 1" ("id", "x""; drop") FROM STDIN (FREEZE)`},
		{binary.CopyIn(true), `COPY "a""b"."T 1" ("id", "x""; drop") FROM STDIN (FORMAT binary, FREEZE)`},
		{odd.Delete(), `DELETE FROM ONLY "a""b"."T 1"`},
		{filtered.Delete(), `DELETE FROM ONLY "a""b"."T 1" WHERE (` + "\nid > 3 -- not all\n)"},
		{bare.CopyIn(false), `COPY "a""b"."T 1" FROM STDIN`},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
}

// TestTableInParts copies a table in parts of blocks and expects every row once.
func TestTableInParts(t *testing.T) {
	t.Parallel()
	for _, majors := range pgtest.Pairs() {
		for _, format := range []copyproto.Format{copyproto.Text, copyproto.Binary} {
			t.Run(fmt.Sprintf("%d to %d %v", majors[0], majors[1], format), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				p := newPairOf(t, majors, rowTable+`;
					insert into t select i, repeat('x', 500) from generate_series(1, 1000) i;
					delete from t where i % 7 = 0`, rowTable)
				table := public("t", format, "i", "s")
				var rows int64
				parts := []copyproto.Part{{End: 1}, {First: 1, End: 20}, {First: 20, End: 50}, {First: 50}, {First: 4_000_000_000}}
				for _, part := range parts {
					result, err := p.pipe(table.CopyOut(part), table.CopyIn(false))
					if err != nil {
						t.Fatalf("copying %v: %v", part, err)
					}
					rows += result.Rows
				}
				checkSame(t, p, digest("t"))
				if rows != 858 {
					t.Errorf("copied %d rows, want 858", rows)
				}
			})
		}
	}
}

// TestTableKinds copies what is awkward about tables: names, children, generated columns, no columns, a filter.
func TestTableKinds(t *testing.T) {
	t.Parallel()
	for _, majors := range pgtest.Pairs() {
		t.Run(fmt.Sprintf("%d to %d", majors[0], majors[1]), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			const tables = `
				create table "odd ""name"".x" ("A ""b""" int, "select" text, "ü, " int);
				create table parent (i int); create table child () inherits (parent);
				create table generated (i int, twice int generated always as (2 * i) stored, s text);
				create table "only generated" (one int generated always as (1) stored);
				create table bare ();
				create table filtered (i int)`
			p := newPairOf(t, majors, tables+`;
				insert into "odd ""name"".x" values (1, 'x', 2), (null, null, null);
				insert into parent values (1); insert into child values (2);
				insert into generated (i, s) values (1, 'x'), (2, 'y');
				insert into "only generated" values (default);
				insert into bare select from generate_series(1, 3);
				insert into filtered select generate_series(1, 10)`, tables)
			filtered := public("filtered", copyproto.Binary, "i")
			filtered.Where = "i <= 5 or i = 7 -- no more"
			first := copyproto.Part{First: 0, End: 1}
			for _, test := range []struct {
				table copyproto.Table
				part  copyproto.Part
				rows  int64
			}{
				{public(`odd "name".x`, copyproto.Text, `A "b"`, "select", "ü, "), copyproto.Part{}, 2},
				{public("parent", copyproto.Text, "i"), copyproto.Part{}, 1},
				{public("parent", copyproto.Binary, "i"), first, 1},
				{public("child", copyproto.Text, "i"), copyproto.Part{}, 1},
				{public("generated", copyproto.Binary, "i", "s"), copyproto.Part{}, 2},
				{public("only generated", copyproto.Binary), copyproto.Part{}, 1},
				{public("only generated", copyproto.Text), first, 1},
				{public("bare", copyproto.Text), first, 3},
				{public("bare", copyproto.Binary), first, 3},
				{filtered, copyproto.Part{}, 6},
				{filtered, first, 6},
			} {
				exec(t, p.target, "truncate only "+test.table.Name.String())
				result, err := p.pipe(test.table.CopyOut(test.part), test.table.CopyIn(false))
				if err != nil || result.Rows != test.rows {
					t.Errorf("%s, %v: copied %d rows, want %d, error %v", test.table.Name.Plain(), test.part, result.Rows, test.rows, err)
				}
			}
			for _, name := range []string{`"odd ""name"".x"`, "only parent", "child", "generated", `"only generated"`} {
				checkSame(t, p, digest(name))
			}
		})
	}
}

func TestFormatAndPartSpeak(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value fmt.Stringer
		want  string
	}{
		{copyproto.Text, "text"},
		{copyproto.Binary, "binary"},
		{copyproto.Format(9), "Format(9)"},
		{copyproto.Part{}, "whole"},
		{copyproto.Part{First: 3, End: 9}, "blocks 3-8"},
		{copyproto.Part{First: 3}, "blocks 3-"},
	} {
		if got := test.value.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
