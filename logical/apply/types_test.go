package apply_test

import (
	"errors"
	"fmt"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
)

// TestMixedFormats (33): in a stream in binary, values of types that have no binary form come as text beside the others. Types
// of users and of extensions have other OIDs on the target.
func TestMixedFormats(t *testing.T) {
	t.Parallel()
	const types = `create extension citext; create extension hstore; create type mood as enum ('sad', 'happy');
		create domain positive as int check (value > 0); create domain feeling as mood; create type span as range (subtype = numeric);`
	const table = `create table t (id citext primary key, m mood, d positive, f feeling, h hstore, rights aclitem, cash money, s span, ts tsvector,
		c "char", b bit(3), p path, ip inet, oid oid, tid tid, snap pg_lsn)`
	const row = `'happy', 7, 'sad', 'a=>1, b=>NULL', 'postgres=r/postgres', '-12.50', '[1.5,2.50)', 'a:1 b:2', 'x', '101', '((0,0),(1,1))', '::1/128', 4000000000,
		'(7,8)', 'AB/CDEF'`
	for _, majors := range [][2]int{{14, pgtest.Oldest}, {14, pgtest.Newest}, {pgtest.Newest, pgtest.Newest}} {
		t.Run(fmt.Sprintf("%d to %d", majors[0], majors[1]), func(t *testing.T) {
			t.Parallel()
			p := newPairOf(t, majors, types+table, "create table before (a int); create type other as enum ('a');"+types+table)
			p.change("insert into t values ('A', "+row+")", "insert into t select n::text from generate_series(1, 40) n",
				"insert into t select 'x' || n, "+row+" from generate_series(1, 40) n", "update t set m = 'sad', rights = null, cash = 3 where id = 'x1'",
				"update t set id = 'a' where id = 'A'", "delete from t where id = 'X2'; update t set d = 8 where id < '2'")
			p.apply()
			p.equal("t")
		})
	}
}

// TestBinaryThatFitsNoColumn (33): bytes that the target's type would read as something else are not handed to it.
func TestBinaryThatFitsNoColumn(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"timestamptz", "regclass"} {
		from := map[string]string{"regclass": "regclass"}[to]
		if from == "" {
			from = "bigint"
		}
		p := newPairOf(t, newest, "create table t (id int primary key, n "+from+")", "create table t (id int primary key, n "+to+")")
		p.change("insert into t values (1, null)", "insert into t values (2, 1259)")
		var drift *apply.DriftError
		if err := p.tryApply(); !errors.As(err, &drift) || len(drift.Reasons) != 1 || drift.LSN == 0 {
			t.Errorf("%s to %s: error %v", from, to, err)
		}
		if got := pgtest.Query(t, p.target, "select id from t"); len(got) != 1 || got[0][0] != "1" {
			t.Errorf("%s to %s: the target has rows %v, want that of the transaction before", from, to, got)
		}
	}
}
