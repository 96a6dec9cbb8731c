package run_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// withRegistry is what the script of an extension would make: tables with rows of its own, some of which users add to.
const withRegistry = `
create extension citext;
create table item (id int primary key, kind int, twice int generated always as (id * 2) stored);
create table kind (id int primary key, custom bool);
alter table item add foreign key (kind) references kind;
create sequence numbers;
insert into kind values (1, false);
alter extension citext add table item;
alter extension citext add table kind;
alter extension citext add sequence numbers;
update pg_extension set extconfig = array['item', 'kind', 'numbers']::regclass[]::oid[],
	extcondition = array['', 'WHERE custom', ''] where extname = 'citext';
`

// TestRunAddsTheUsersRowsToAnExtensions copies the rows that users put into an extension's tables, between the extension's
// own, which are there once. A run that starts again takes back what it added, and nothing else.
func TestRunAddsTheUsersRowsToAnExtensions(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		source := pgtest.Start(t, pair[0]).Database(t, withRegistry+`
			insert into kind values (2, true), (3, true); insert into item values (10, 2), (11, 1);
			select setval('numbers', 77)`)
		target := pgtest.Start(t, pair[1]).Database(t, withRegistry)
		config := endpoints(t, source, target)
		restartAfter(t, config, "copy public.item")
		want := [][]string{{"item 10 2 20"}, {"item 11 1 22"}, {"kind 1 f"}, {"kind 2 t"}, {"kind 3 t"}, {"numbers 77"}}
		got := pgtest.Query(t, target, `select concat_ws(' ', 'item', id, kind, twice) from item union all
			select concat_ws(' ', 'kind', id, custom) from kind union all select 'numbers ' || last_value from numbers order by 1`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: (-want +got)\n%s", pair, diff)
		}
	}
}

// restartAfter stops a run once a step is done, and runs it again from the beginning.
func restartAfter(t *testing.T, config run.Config, step string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		if finished, ok := event.(run.StepFinished); ok && finished.Step.ID == step {
			cancel()
		}
	}}
	if err := run.Run(ctx, config); err == nil {
		t.Fatal("the run was not stopped")
	}
	config.Subscribers, config.Restart = nil, true
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
}

// TestRunCopiesTablesThatWerePutIntoAnExtension copies a table that users put into an extension with its rows and with what hangs on
// it, and the privileges of a column of one that the extension's script made.
func TestRunCopiesTablesThatWerePutIntoAnExtension(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	const brought = "create extension citext; create table brought (id int, v text); alter extension citext add table brought;"
	source := server.Database(t, brought+`create table added (id int primary key); insert into added values (1), (2);
		alter extension citext add table added; grant select on added to public; create view over as select id from added;
		create table refers (id int references added); grant select (v) on brought to public`)
	target := server.Database(t, brought)
	if left := exceptionsOf(t, endpoints(t, source, target)); len(left) > 0 {
		t.Errorf("left out: %v", left)
	}
	if found := schemaDifferences(t, source, target); len(found) > 0 {
		t.Errorf("the databases differ: %v", found)
	}
	equalTables(t, source, target, "added")
}

// TestRunAddsWhatUsersHangOnAnExtensions copies what users added to an extension's table: before the rows those columns that
// rows need, and beside what the extension's script made. A second plan has nothing to do but to look.
func TestRunAddsWhatUsersHangOnAnExtensions(t *testing.T) {
	for _, pair := range pgtest.Pairs() {
		t.Run(fmt.Sprint(pair), func(t *testing.T) {
			t.Parallel()
			source := pgtest.Start(t, pair[0]).Database(t, withRegistry+`
				alter table item add note text not null default 'none', add constraint sane check (id > 5);
				create unique index once on item (note);
				create table place (item int references item, note text references item (note));
				insert into kind values (2, true); insert into item (id, kind, note) values (10, 2, 'a'), (11, 1, 'b');
				insert into place values (10, 'b')`)
			target := pgtest.Start(t, pair[1]).Database(t, withRegistry)
			if left := exceptionsOf(t, endpoints(t, source, target)); len(left) > 0 {
				t.Errorf("left out: %v", left)
			}
			const look = `select concat_ws(' ', 'item', id, kind, note) from item union all
				select concat_ws(' ', 'place', item, note) from place union all
				select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
				where conrelid in ('item'::regclass, 'place'::regclass) and contype <> 'n' union all
				select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'item'::regclass order by 1`
			if diff := cmp.Diff(pgtest.Query(t, source, look), pgtest.Query(t, target, look)); diff != "" {
				t.Errorf("(-source +target)\n%s", diff)
			}
		})
	}
}
