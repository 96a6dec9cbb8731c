package apply_test

import (
	"errors"
	"slices"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// TestColumnsByName (19): the target's columns are in another order, and it has more of them; the source has dropped some, and has
// some that old rows do not have on disk.
func TestColumnsByName(t *testing.T) {
	t.Parallel()
	const source = `create table t (gone int, id int primary key, a text, b int); alter table t drop column gone;
		insert into t values (1, 'one', 1); alter table t add late int not null default 42;
		create table f (a int, gone text, b int); alter table f drop column gone; alter table f replica identity full;
		insert into f values (1, 2); alter table f add late int default 7;`
	const target = `create table t (more text default 'mine', b int, late int not null, a text, id int primary key);
		insert into t (id, a, b, late) values (1, 'one', 1, 42); create table f (late int, b int, a int); insert into f values (7, 2, 1)`
	p := newPairOf(t, newest, source, target)
	p.change("update t set a = 'uno'; insert into t values (2, 'two', 2)", "update f set b = 3", "delete from t where id = 1")
	p.apply()
	for sql, want := range map[string]string{
		"select id || a || b || late || more from t": "2two242mine",
		"select a || ' ' || b || ' ' || late from f": "1 3 7",
	} {
		if got := pgtest.Query(t, p.target, sql); len(got) != 1 || got[0][0] != want {
			t.Errorf("%s: got %v, want %s", sql, got, want)
		}
	}
}

// TestUnchangedTOAST (20, 21): values that an update leaves where they are stay, whatever else happens to the row in the
// batch; a key that is stored out of line is found.
func TestUnchangedTOAST(t *testing.T) {
	t.Parallel()
	const tables = `create table t (id text primary key, big text, n int, other text);
		alter table t alter big set storage external, alter other set storage external, alter id set storage external`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.change("insert into t select n::text, repeat('b' || n, 3000), n, repeat('o', 4000) from generate_series(1, 5) n",
			"insert into t values (repeat('k', 2400), repeat('b', 3000), 0, null)")
		p.apply()
		p.change("update t set n = n + 1", // all unchanged
			"update t set other = 'short' where id = '1'; update t set n = 7 where id = '1'", // one of two
			"insert into t values ('new', repeat('n', 5000), 1, null); update t set n = 2 where id = 'new'; update t set id = 'newer' where id = 'new'",
			"update t set id = 'moved' where id = '2'; update t set n = 100 where id = 'moved'",
			"update t set n = -1 where n = 1", "delete from t where id = '3'; insert into t values ('3', repeat('x', 3000), 3); update t set n = 33 where id = '3'")
		p.apply()
		p.equal("t")
	})
}

// TestKeysMove (22): keys that are shifted and swapped.
func TestKeysMove(t *testing.T) {
	t.Parallel()
	forEach(t, "create table t (id int primary key, v text)", func(t *testing.T, p *pair) {
		p.change("insert into t select n, 'v' || n from generate_series(1, 300) n")
		p.apply()
		p.change("update t set id = id + 1000000",
			"do $$ begin for n in 1..300 loop update t set id = n - 1 where id = 1000000 + n; end loop; end $$",
			"update t set id = -1 where id = 5; update t set id = 5 where id = 6; update t set id = 6 where id = -1; update t set v = v || '!'")
		p.apply()
		p.equal("t")
	})
}

// TestUniqueValuesMove (23, 24): a value of a second unique index goes from row to row. What cannot be written together is
// written in order.
func TestUniqueValuesMove(t *testing.T) {
	t.Parallel()
	const tables = `create table t (id int primary key, u int unique, v text);
		create table d (id int primary key, u int unique deferrable initially deferred)`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.change("insert into t select n, n, 'v' from generate_series(1, 20) n; insert into d select n, n from generate_series(1, 20) n")
		p.apply()
		p.change("update t set u = -1 where id = 1; update t set u = 1 where id = 2; update t set u = 2 where id = 1",
			"do $$ begin for n in reverse 20..3 loop update t set u = u + 1 where id = n; end loop; end $$",
			"delete from t where id = 7; insert into t values (107, 8, 'taken')",
			"begin; update d set u = 2 where id = 1; update d set u = 1 where id = 2; commit")
		p.apply()
		p.equal("t", "d")
		if got := p.again(); got != 1 {
			t.Errorf("%d batches were written again, want 1", got)
		}
		p.change("update t set v = 'after'")
		p.apply()
		p.equal("t")
	})
}

// TestFullIdentity (25): rows without a key, some of them equal; values that are equal to nothing, and types without equality.
func TestFullIdentity(t *testing.T) {
	t.Parallel()
	const tables = `create table t (a int, f float8, j json, x xml, n numeric, p point); alter table t replica identity full;
		create table k (id int primary key, v text, w text); alter table k replica identity full`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.change(`insert into t select 1, 'NaN', '{"a" : 1}', '<a/>', 1.0, '(1,2)' from generate_series(1, 3)`,
			`insert into t values (null, null, null, null, 1.00, null), (null, null, null, null, 1.0, null), (2, '-0', '{"a":1}', '<b/>', 1.0, null),
			 (2, '0', '{"a":1}', '<b/>', 1.0, null)`, "insert into k select n, 'v', repeat('w', 3000) from generate_series(1, 9) n")
		p.apply()
		p.change("delete from t where ctid = '(0,2)'", "update t set a = 9 where ctid = '(0,1)'",
			"update t set a = 5 where n::text = '1.00'", "delete from t where n::text = '1.0' and a is null",
			"delete from t where f::text = '-0'", "update t set f = 1.5 where f = 0",
			"update k set v = 'new' where id < 4; update k set id = id + 100 where id = 2; delete from k where id = 9")
		p.apply()
		p.equal("t", "k")
	})
}

// TestTruncate (28): tables that refer to each other are emptied in one statement.
func TestTruncate(t *testing.T) {
	t.Parallel()
	const tables = `create table a (id int generated by default as identity primary key); create table b (id int primary key, a int references a);
		create table c (b int references b)`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.change("insert into a default values; insert into b values (1, 1); insert into c values (1)", "insert into a default values",
			"truncate a cascade", "insert into a values (10); insert into b values (2, 10)", "truncate c, b; truncate a restart identity cascade",
			"insert into a default values")
		p.apply()
		p.equal("a", "b", "c")
		pgtest.Exec(t, p.target, "create table mine (b int references b)")
		p.change("insert into b values (7, 1)", "truncate b, c")
		var failure *apply.Error
		if err := p.tryApply(); !errors.As(err, &failure) || failure.Table.Name != "b" && failure.Table.Name != "c" {
			t.Errorf("truncating what another table refers to: error %v", err)
		}
		pgtest.Exec(t, p.target, "drop table mine")
	})
}

// TestPartitions (29, 30): trees that are cut differently, and flat tables.
func TestPartitions(t *testing.T) {
	t.Parallel()
	const rootOf = `create table t (id int, v text, primary key (id)) partition by range (id);`
	const source = rootOf + `create table t1 partition of t for values from (0) to (100);
		create table t2 (gone int, v text, id int not null); alter table t2 drop column gone; alter table t attach partition t2 for values from (100) to (200);
		create table td partition of t default; create table flat (id int primary key, v int)`
	const target = rootOf + `create table t1 partition of t for values from (0) to (150) partition by range (id);
		create table t1a partition of t1 for values from (0) to (50); create table t1b partition of t1 for values from (50) to (150);
		create table td partition of t default;
		create table flat (id int primary key, v int) partition by range (id); create table flat1 partition of flat for values from (0) to (10);
		create table flat2 partition of flat default`
	p := newPairOf(t, newest, source, target)
	pgtest.Exec(t, p.source, "alter publication p set (publish_via_partition_root = true)")
	p.change("insert into t select n, 'v' from generate_series(1, 250) n; insert into flat select n, n from generate_series(1, 20) n",
		"update t set id = id + 1000 where id between 1 and 10; update t set id = id - 2000 where id between 141 and 150",
		"update t set id = id - 1000, v = v || ' and back' where id between 1003 and 1005", "delete from t where id = 120; update t set id = 120 where id = 20",
		"update t set v = 'new' where id % 7 = 0", "update flat set id = id + 100 where id = 3; update flat set v = 0 where id > 8", "delete from flat where id = 9")
	p.apply()
	p.equal("t", "flat")
	p.change("truncate only flat", "insert into flat values (1, 1)", "truncate t")
	p.apply()
	p.equal("t", "flat")
}

// TestComputedColumns (31): generated columns and identities.
func TestComputedColumns(t *testing.T) {
	t.Parallel()
	const tables = `create table g (id int generated always as identity primary key, n int, twice int generated always as (n * 2) stored);
		create table i (k int primary key, always int generated always as identity, v text);
		create table one (id int primary key); create table none ()`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.change("insert into g (n) select generate_series(1, 30); insert into i (k, v) select n, 'v' from generate_series(1, 30) n",
			"update g set n = n + 1 where id < 10", "update i set v = 'w' where k < 5; insert into one values (1), (2)",
			"update one set id = id", "update g set id = default where id = 3; update i set k = k + 100 where k = 7",
			"insert into none default values; insert into none default values")
		p.apply()
		p.equal("g", "i", "one")
		if got := pgtest.Query(t, p.target, "select count(*) from none")[0][0]; got != "2" {
			t.Errorf("table without columns has %s rows, want 2", got)
		}
	})
}

// TestTriggers (32): triggers that are enabled for replicas see each row, in order; others see none.
func TestTriggers(t *testing.T) {
	t.Parallel()
	const tables = `create table t (id int primary key, v int); create table other (id int primary key);
		create table parent (id int primary key); create table child (id int primary key, p int references parent)`
	p := newPair(t, newest, tables)
	pgtest.Exec(t, p.target, `create table audit (n int generated always as identity, what text, others bigint);
		create function note() returns trigger language plpgsql set search_path = public as $$ begin
			insert into audit (what, others) values (tg_op || coalesce(new.id, old.id) || ':' || coalesce(new.v, old.v), (select count(*) from other));
			return null; end $$;
		create function skip() returns trigger language plpgsql as $$ begin if new.v = 13 then return null; end if; return new; end $$;
		create function never() returns trigger language plpgsql as $$ begin raise 'fired'; end $$;
		create trigger note after insert or update or delete on t for each row execute function note();
		create trigger skip before insert on t for each row execute function skip();
		create trigger never before insert or update or delete on t for each row execute function never();
		alter table t enable always trigger note, enable replica trigger skip`)
	p.change("insert into t values (1, 1), (2, 13)", "insert into other values (1)", "update t set v = 5 where id = 1; update t set v = 6 where id = 1",
		"insert into other values (2)", "delete from t where id = 1", "insert into parent values (1); insert into child values (1, 1)")
	p.apply()
	got := pgtest.Query(t, p.target, "select string_agg(what || '/' || others, ' ' order by n) from audit")[0][0]
	if want := "INSERT1:1/0 UPDATE1:5/1 UPDATE1:6/1 DELETE1:6/2"; got != want {
		t.Errorf("the trigger saw %s, want %s", got, want)
	}
	p.equal("child")
}

// TestTypes (33): values of all kinds of types arrive as they are.
func TestTypes(t *testing.T) {
	t.Parallel()
	const tables = `create type mood as enum ('sad', 'happy'); create domain positive as int check (value > 0);
		create type pairing as (a int, b text);
		create table t (id int primary key, m mood, ms mood[], d positive, r int4range, tr tstzrange, c pairing, cs pairing[], money money, rights aclitem,
			class regclass, j jsonb, js json, x xml, bits bit varying, by bytea, ip inet, iv interval, arr text[][], ch char(5), vc varchar(9), f float4, nu numeric, u uuid, na name)`
	const row = `'happy', '{sad,happy}', 7, '[1,5)', '[2024-01-01,)', '(1,"x y")', '{"(1,a)"}', '12.50', 'postgres=r/postgres',
		'pg_class', '{"a": [1, 2]}', '{"a" : 1}', '<a>b</a>', '10101', '\x00ff27', '10.0.0.0/8', '1 mon 2 days 03:04:05.678', '{{a,b},{"c d",null}}', 'ab', 'vc', 1.1, 123456789012345678901234567890.123456789,
		'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'name'`
	forEach(t, tables, func(t *testing.T, p *pair) {
		p.options = "'proto_version', '1'" // such types make a stream come as text
		p.change("insert into t values (1, "+row+"); insert into t select n from generate_series(2, 40) n", "insert into t values (50, "+row+")",
			"update t set m = 'sad', d = 8, c = null where id = 1", "insert into t select n, "+row+" from generate_series(100, 150) n")
		p.apply()
		p.equal("t")
	})
}

// TestBinaryTypes (33): what comes in binary is taken as the type that it was sent as.
func TestBinaryTypes(t *testing.T) {
	t.Parallel()
	const source = `create type mood as enum ('sad', 'happy'); create table t (id int primary key, n int, m mood, j jsonb, arr int[], s text, nu numeric, f float4)`
	const target = `create type mood as enum ('new', 'sad', 'happy');
		create table t (id bigint primary key, n bigint, m mood, j jsonb, arr int[], s varchar(100), nu numeric(20,5), f float8)`
	p := newPairOf(t, newest, source, target)
	p.change(`insert into t select n, n, 'happy', '{"a": 1}', array[1, n], 's', n / 7.0, n from generate_series(1, 50) n`, "update t set n = n + 1, m = 'sad' where id < 20",
		"delete from t where id = 3; update t set id = 1000 where id = 4")
	p.apply()
	const sum = "select count(*), sum(id), sum(n), min(m::text), max(m::text), sum(arr[2]), sum(f), min(s) from t"
	if got, want := pgtest.Query(t, p.target, sum), pgtest.Query(t, p.source, sum); got[0][1] != want[0][1] || got[0][2] != want[0][2] || got[0][5] != want[0][5] {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestEncodings (34): text of another encoding, and text that is bytes to the server.
func TestEncodings(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key, v text, f float8)")
	p.change("insert into t values (1, 'žluťoučký kůň 🐎', 0.1::float8 + 0.2), (2, E'tab\\tnew\\nline\\\\', '-Infinity'), (3, '', 5e-324)")
	p.apply()
	p.equal("t")
}

// TestDivergence: a row that the target does not have is noticed before anything of its transaction is committed.
func TestDivergence(t *testing.T) {
	t.Parallel()
	forEach(t, "create table t (id int primary key, v int)", func(t *testing.T, p *pair) {
		p.change("insert into t select n, n from generate_series(1, 100) n")
		p.apply()
		pgtest.Exec(t, p.target, "delete from t where id = 50")
		p.change("update t set v = 0 where id = 1", "update t set v = v + 1", "delete from t where id = 2")
		var diverged *apply.DivergedError
		err := p.tryApply()
		if !errors.As(err, &diverged) || diverged.Table.Name != "t" || diverged.LSN == 0 || len(diverged.Key) != 1 {
			t.Fatalf("error %v", err)
		}
		if got := pgtest.Query(t, p.target, "select count(*) from t where v = id + 1")[0][0]; got != "0" {
			t.Errorf("%s rows of the transaction are there", got)
		}
	})
}

// TestDrift (35): a table that does not fit stops the run behind the last transaction that does not need it, and says what
// would mend it.
func TestDrift(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key); create table u (id int primary key)")
	p.change("insert into t values (1)", "insert into u values (1)", "alter table t add extra numeric(10,2)", "insert into u values (2); insert into t values (2, 1.5)",
		"insert into u values (3)")
	stream, end := p.read()
	again := slices.Clone(stream.blocks[0].Frames)
	err := p.run(stream, end)
	var drift *apply.DriftError
	if !errors.As(err, &drift) || len(drift.Mend) != 1 || drift.LSN == 0 {
		t.Fatalf("error %v", err)
	}
	if got := pgtest.Query(t, p.target, "select (select count(*) from t) || '/' || (select count(*) from u)")[0][0]; got != "1/1" {
		t.Errorf("rows of t and u at the stop: %s, want 1/1", got)
	}
	if want := `ALTER TABLE "public"."t" ADD COLUMN "extra" numeric(10,2)`; drift.Mend[0] != want {
		t.Errorf("mending by %s, want %s", drift.Mend[0], want)
	}
	pgtest.Exec(t, p.target, drift.Mend[0])
	if err := p.run(&feed{[]*frames.Block{{Frames: again}}}, end); err != nil {
		t.Fatal(err)
	}
	p.equal("t", "u")
}
