package run_test

import (
	"fmt"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// TestFollowKeepsTypes follows values of all sorts of types: where one of them means something else in binary on another server, the
// stream is one of text (33).
func TestFollowKeepsTypes(t *testing.T) {
	t.Parallel()
	const safe = `create extension citext; create extension hstore; create type mood as enum ('sad', 'happy'); create domain positive as int check (value > 0);
		create type span as range (subtype = numeric); create table v (id citext primary key, m mood, d positive, s span, h hstore, cash money, n numeric, f float8, r real,
			b bytea, j jsonb, x xml, arr int[], ts timestamptz, iv interval, ip inet, bits bit varying, u uuid);`
	const row = `'happy', 7, '[1.5,2.50)', 'a=>1', '-12.50', 1234567890.12345678901234567890, 0.1::float8 + 0.2, 1e-30, '\x00ff', '{"a": [1, 2.50]}', '<a>b</a>', '{1,NULL}',
		'1999-12-31 23:59:59.999999+14', '1 mon -2 days 03:04:05.678', '::1/128', '101', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`
	const unsafe = safe + `create extension cube; create type pairing as (a int, b text); create table w (id int primary key, c regclass, p regproc, ty regtype, comp pairing, comps pairing[],
			ms mood[], rights aclitem, acl aclitem[], q tsquery, cu cube, role regrole)`
	const other = `'pg_class', 'pg_catalog.now', 'public.mood[]', '(1,"x y")', '{"(1,a)","(,)"}', '{sad,happy}', 'postgres=r/postgres', '{postgres=arwdDxt/postgres}', 'a & b:*', '(1,2),(3,4)', 'postgres'`
	for script, pairs := range map[string][][2]int{safe: {{14, 13}, {18, 18}}, unsafe: {{14, 13}, {15, 18}}} {
		for _, pair := range pairs {
			t.Run(fmt.Sprintf("%d to %d, %v", pair[0], pair[1], script == safe), func(t *testing.T) {
				t.Parallel()
				source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
				f := startFollower(t, following(t, source, target, journal.SpoolNone))
				f.await(t, "follow")
				pgtest.Exec(t, source, "insert into v values ('A', "+row+"); insert into v select 'n' || n, "+row+" from generate_series(1, 30) n; insert into v values ('null')")
				pgtest.Exec(t, source, "update v set m = 'sad', f = '-0', n = 'NaN', ts = 'infinity' where id = 'n1'; update v set id = 'a' where id = 'A'; delete from v where id = 'N2'")
				if script == unsafe {
					pgtest.Exec(t, source, "insert into w select n, "+other+" from generate_series(1, 30) n; update w set c = 'public.w', comp = null where id = 3; insert into w values (100)")
					f.finishTables(t, source, target, "v", "w")
				} else {
					f.finishTables(t, source, target, "v")
				}
			})
		}
	}
}

// TestFollowKeepsEncodings follows databases that are not UTF-8 into ones that are, and into their like: bytes that are no
// characters where the database knows none, and numbers to their last digit (34).
func TestFollowKeepsEncodings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from, to, word string
		pair           [2]int
	}{
		{"LATIN1", "UTF8", `E'caf\xe9 \xff\\'`, [2]int{13, 18}}, {"SQL_ASCII", "SQL_ASCII", `E'caf\xe9 \xc3\xa9 \xff\\'`, [2]int{13, 18}},
		{"SQL_ASCII", "SQL_ASCII", `E'caf\xe9'`, [2]int{18, 18}}, {"EUC_JP", "UTF8", `E'\xc6\xfc\xcb\xdc'`, [2]int{18, 18}},
	} {
		pair := test.pair
		t.Run(fmt.Sprintf("%s to %s, %d to %d", test.from, test.to, pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			source := databaseIn(t, pgtest.Start(t, pair[0]), test.from, `do $do$ begin execute format('create table %1$I (id int primary key, %1$I text)', `+test.word+`); end $do$;
				create table t (id int primary key, word text, j json, f float8, r real); create table keyless (word text); insert into t values (0, `+test.word+`)`)
			target := databaseIn(t, pgtest.Start(t, pair[1]), test.to)
			f := startFollower(t, following(t, source, target, journal.SpoolTarget))
			f.await(t, "follow")
			pgtest.Exec(t, source, fmt.Sprintf(`insert into t values (1, %[1]s, to_json(%[1]s::text), 0.1::float8 + 0.2, 1.1), (2, repeat(%[1]s, 2000), null, 5e-324, 3.4e38), (3, '', '"x"', 1.7976931348623157e308, 1e-45);
				insert into t select n, %[1]s, null, 1 / 3.0, 1 / 3.0 from generate_series(10, 60) n; update t set word = word || %[1]s where id in (0, 2); insert into keyless values (%[1]s)`, test.word))
			pgtest.Exec(t, source, `do $do$ begin execute format('insert into %1$I values (1, %1$L); update %1$I set %1$I = %1$L || ''!''', `+test.word+`); end $do$`)
			f.reachEnd(t, source, target)
			bytes := func(column string) string { return "md5(convert_to(" + column + ", 'UTF8'))" }
			if test.from == "SQL_ASCII" {
				bytes = func(column string) string { return "md5(" + column + ")" }
			}
			equalTables(t, source, target, "(select id, "+bytes("word")+", "+bytes("j::text")+", f, r from t)", "(select "+bytes("word")+" from keyless)")
			own := "select " + bytes("relname") + ", (xpath('/row/c/text()', query_to_xml(format('select md5(%1$I::bytea) as c from %1$I', relname), false, true, '')))[1]::text" +
				" from pg_class where oid >= 16384 and relkind = 'r' and relname not in ('t', 'keyless') and relnamespace = 'public'::regnamespace"
			own = strings.Replace(own, "md5(%1$I::bytea)", strings.ReplaceAll(bytes("%1$I"), "'", "''"), 1)
			if got, want := fmt.Sprint(pgtest.Query(t, target, own)), fmt.Sprint(pgtest.Query(t, source, own)); got != want || !strings.Contains(got, "[") {
				t.Errorf("the table with a name of its own: got %s, want %s", got, want)
			}
			cleanUp(t, f.config, source, target)
		})
	}
}
