package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/filter"
	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// padded holds values of character(n) that end in blanks, in none, in what looks like blanks, or are nothing but blanks; in tables
// that are copied whole, by a filter, and as text.
const padded = `
create domain wide as char(90);
create type pair as (a int, b int);
create table padded (id int, short char(3), filler char(84) not null, free bpchar, many char(80)[], own wide, "last ""one""" char(200) collate "C");
insert into padded values (1, 'a', '', 'blank  ', '{"a ",b}', 'd', null), (2, null, 'ends' || repeat(' ', 80), '', null, ' ', repeat('ä', 200)),
	(3, '', repeat('x', 84), null, '{}', null, E'  tab\t '), (4, 'ä', 'wide blank' || chr(12288) || ' ', ' ', null, 'ü', 'no-break' || chr(160));
insert into padded select i, 'b', repeat('é', i % 85), 'x', null, 'y', i || repeat(' ', i % 100) from generate_series(5, 1000) i;
create table only_some as select * from padded;
create table as_text as select *, row(id, 1)::pair from padded;
`

func TestPaddedValuesArriveAsTheyAre(t *testing.T) {
	for _, majors := range pgtest.Pairs() {
		pgtest.Goroutines(t)
		source := pgtest.Start(t, majors[0]).Database(t, padded)
		target := pgtest.Start(t, majors[1]).Database(t)
		config := endpoints(t, source, target)
		config.Options.Filter.Where = []filter.Where{{Table: filter.Pattern{Text: "public.only_some"}, Condition: "id % 2 = 1"}}
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatalf("%v: %v", majors, err)
		}
		pgtest.Exec(t, source, "delete from only_some where id % 2 <> 1")
		if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
			t.Errorf("%v: source and target differ (-source +target):\n%s", majors, diff)
		}
	}
}
