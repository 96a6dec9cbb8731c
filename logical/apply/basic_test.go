package apply_test

import (
	"testing"
)

const basicTables = `create table t (id bigint primary key, body text, n numeric, at timestamptz default '2024-05-06 07:08:09');
	create table log (id int, note text); create table pair (a int, b text, n int, primary key (b, a));
	create table whole (a int, b text); alter table whole replica identity full`

// TestChanges applies each kind of change, alone and together.
func TestChanges(t *testing.T) {
	t.Parallel()
	forEach(t, basicTables, func(t *testing.T, p *pair) {
		p.change("insert into t select n, 'body ' || n, n / 3.0 from generate_series(1, 1000) n",
			"update t set body = 'new ' || id where id % 2 = 0", "delete from t where id % 3 = 0",
			"insert into log select n, null from generate_series(1, 10) n", "insert into log values (5, 'again')",
			"insert into pair select n, 'b' || n, n from generate_series(1, 50) n; update pair set n = n + 1; delete from pair where a > 40",
			"insert into t values (3, 'back', null); update t set n = 3 where id = 3; delete from t where id = 3; insert into t values (3, 'again', 1)",
			"update pair set a = a + 1000, b = b || 'x' where a < 10",
			"insert into whole values (1, 'x'), (1, 'x'), (1, 'x'), (2, null); delete from whole where ctid = '(0,1)'; update whole set b = 'y' where ctid = '(0,2)'")
		p.apply()
		p.equal("t", "log", "pair", "whole")
		p.change("truncate t, log; insert into t values (1, 'after', 1)", "update t set body = null")
		p.apply()
		p.equal("t", "log")
	})
}
