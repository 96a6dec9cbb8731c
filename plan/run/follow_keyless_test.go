package run_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"copydb/catalog/filter"
	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// findings gathers what a run tells before it begins.
type findings struct {
	mu    sync.Mutex
	texts []string
}

func (f *findings) observe(event run.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if planned, ok := event.(run.Planned); ok {
		for _, finding := range planned.Findings {
			f.texts = append(f.texts, finding.Text+" / "+finding.Hint)
		}
	}
}

// tells says whether one of the findings holds all of the words.
func (f *findings) tells(words ...string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, text := range f.texts {
		missing := false
		for _, word := range words {
			missing = missing || !strings.Contains(text, word)
		}
		if !missing {
			return true
		}
	}
	return false
}

// TestTablesWithoutAKey follows tables whose rows cannot be told apart. The application's UPDATE and DELETE never fail; what is
// not followed is told before the run and copied again at its end; what the user said of tables, by patterns like those of
// filters, holds (24, 26).
func TestTablesWithoutAKey(t *testing.T) {
	const script = `create schema shop;
		create table keyless (a int, b text); create table silent (id int primary key, v int); alter table silent replica identity nothing;
		create table deferred (id int primary key deferrable initially deferred, v int);
		create table gone (id int not null unique, v int); alter table gone replica identity using index gone_id_key; alter table gone drop constraint gone_id_key;
		create table shop."Log" (at int, note text); create table shop.log (at int, note text); create table shop.events_1 (at int, note text);
		create table shop.events_2 (at int, note text); create table log (at int, note text);
		create table shop.parts (at int, note text) partition by range (at); create table shop.part_1 partition of shop.parts for values from (0) to (100);
		create unlogged table cache (id int primary key, v int);
		insert into keyless select n, 'b' from generate_series(1, 5) n; insert into silent select n, n from generate_series(1, 5) n;
		insert into deferred select n, n from generate_series(1, 5) n; insert into gone select n, n from generate_series(1, 5) n;
		insert into shop."Log" values (1, 'first'); insert into shop.log values (1, 'first'), (1, 'first'); insert into shop.events_1 values (1, 'first');
		insert into shop.events_2 values (1, 'first'), (1, 'first'), (2, null); insert into log values (1, 'first'); insert into shop.parts values (1, 'first');
		insert into cache values (1, 1)`
	for _, pair := range [][2]int{{13, 18}, {15, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
			config := following(t, source, target, journal.SpoolNone)
			config.Options.Filter.InsertOnly = []filter.Pattern{{Text: `shop."Log"`}, {Text: "SHOP.parts"}, {Text: "nothing_like_it"}}
			config.Options.Filter.Full = []filter.Pattern{{Text: "shop.events_?"}}
			told := &findings{}
			config.Subscribers = []run.Subscriber{told.observe}
			f := followLive(t, config)
			for _, words := range [][]string{
				{"public.keyless", "copied once more at the end", "no primary key"}, {"public.silent", "REPLICA IDENTITY NOTHING"}, {"public.deferred", "deferrable"},
				{"public.gone", "index is gone"}, {"public.cache", "unlogged"}, {"--insert-only nothing_like_it", "matches nothing"}, {"public.log", "shop.log"},
			} {
				if !told.tells(words...) {
					t.Errorf("nothing was told of %v: %v", words, told.texts)
				}
			}
			pgtest.Exec(t, source, `update keyless set b = 'c' where a < 3; delete from keyless where a = 4; insert into keyless values (9, 'new');
				update silent set v = v + 1; delete from silent where id = 1; update gone set v = 0; delete from gone where id = 2;
				update cache set v = 2; update log set note = 'second'; delete from shop.log where ctid = '(0,1)'; update shop.log set note = 'second'`)
			pgtest.Exec(t, source, "begin; update deferred set id = 99 where id = 1; update deferred set id = 1 where id = 2; update deferred set id = 2 where id = 99; commit")
			pgtest.Exec(t, source, `insert into shop."Log" values (2, 'second'); insert into shop.parts values (2, 'second')`)
			pgtest.Exec(t, source, `delete from shop.events_2 where ctid = '(0,1)'; update shop.events_2 set note = 'x' where at = 2; update shop.events_1 set at = 5`)
			pgtest.Exec(t, source, `truncate shop.parts; insert into shop.parts values (3, 'after')`)
			pgtest.Exec(t, source, "create table later (a int); insert into later values (1); update later set a = 2; delete from later; drop table later")
			f.finishTables(t, source, target, "keyless", "silent", "deferred", "gone", `shop."Log"`, "shop.log", "shop.events_1", "shop.events_2", "log", "shop.parts", "cache")
			if left := pgtest.Query(t, source, "select relname from pg_class where relreplident = 'f' and relkind = 'r'"); len(left) > 0 {
				t.Errorf("left with REPLICA IDENTITY FULL: %v", left)
			}
		})
	}
}

// equalTables compares tables of both sides, all their rows as text.
func equalTables(t *testing.T, source, target string, tables ...string) {
	t.Helper()
	for _, table := range tables {
		sql := "select t::text from " + table + " t order by 1"
		got, want := fmt.Sprint(pgtest.Query(t, target, sql)), fmt.Sprint(pgtest.Query(t, source, sql))
		if got != want {
			t.Errorf("table %s: the target has %.500s, the source %.500s", table, got, want)
		}
	}
}
