package run_test

import (
	"testing"

	"copydb/catalog/filter"
	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/journal"
)

// TestFollowRenamed follows tables of a schema that has another name on the target, with filters: what is left out of the copy
// stays out.
func TestFollowRenamed(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, `create schema shop;
		create table shop.orders (id serial primary key, item text); insert into shop.orders (item) values ('first');
		create table shop.keyless (item text); create table shop.secret (id int primary key);
		create materialized view totals as select count(*) from shop.orders`), server.Database(t)
	config := following(t, source, target, journal.SpoolNone)
	config.Options.MapSchemas = plan.Schemas{"shop": "store"}
	config.Options.Filter.ExcludeTables = []filter.Pattern{{Text: "shop.secret"}}
	f := followLive(t, config)
	pgtest.Exec(t, source, `insert into shop.orders (item) values ('second'), ('third'); insert into shop.secret values (1);
		delete from shop.orders where id = 1; update shop.orders set item = 'changed' where id = 2; insert into shop.keyless values ('late')`)
	f.reachEnd(t, source, target)
	got := pgtest.Query(t, target, `select string_agg(item, ' ' order by id), (select item from store.keyless), (select count from totals),
		(select last_value from store.orders_id_seq), to_regclass('store.secret'), to_regnamespace('shop') from store.orders`)[0]
	for i, want := range []string{"changed third", "late", "2", "3", "NULL", "NULL"} {
		if got[i] != want {
			t.Errorf("column %d: got %s, want %s", i+1, got[i], want)
		}
	}
	cleanUp(t, config, source, target)
}
