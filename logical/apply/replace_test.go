package apply_test

import (
	"testing"

	"copydb/catalog/pgtest"
)

// TestIdentitiesChange (31): an identity that is GENERATED ALWAYS gets another value, in and outside of the key, together with
// values that stay where they are, in tables with columns that are the target's own.
func TestIdentitiesChange(t *testing.T) {
	t.Parallel()
	const tables = `create table i (k int primary key, no int generated always as identity, v text, big text);
		create table g (id int generated always as identity primary key, v text, big text, twice int generated always as (length(v) * 2) stored);
		create table f (v text, no int generated always as identity, big text); alter table f replica identity full;
		create table bare (k int primary key, no int generated always as identity);
		alter table i alter big set storage external; alter table g alter big set storage external; alter table f alter big set storage external`
	forEach(t, tables, func(t *testing.T, p *pair) {
		pgtest.Exec(t, p.target, "alter table i add mine int not null default 7")
		p.change(`insert into i (k, v, big) select n, 'v', repeat('b', 3000) from generate_series(1, 40) n;
			insert into g (v, big) select 'v', repeat('b', 3000) from generate_series(1, 40) n;
			insert into f (v, big) select 'v', repeat('b', 3000) from generate_series(1, 4) n; insert into bare select generate_series(1, 9)`)
		p.apply()
		pgtest.Exec(t, p.target, "update i set mine = k")
		p.change("update i set v = 'other' where k < 30")
		p.apply()
		if got := p.again(); got != 0 {
			t.Errorf("%d batches were written again before an identity changed", got)
		}
		p.change("update i set v = 'another'; update i set no = default where k = 3; update i set no = default, v = 'both' where k = 4",
			"update i set k = k + 100, no = default where k = 5; update i set k = k + 100 where k = 6; update i set v = 'moved' where k > 100",
			"update g set id = default where id = 3; update g set id = default, v = 'longer' where id = 4; update g set v = 'x' where id = 5",
			"update f set no = default where no = 2; update f set v = 'w' where no = 3", "update bare set no = default where k = 1; update bare set k = k where k > 5")
		p.apply()
		p.equal("g", "f", "bare")
		for _, sql := range []string{"select k, no, v, md5(big) from i order by 1"} {
			if got, want := text(pgtest.Query(t, p.target, sql)), text(pgtest.Query(t, p.source, sql)); got != want {
				t.Errorf("%s: got %s, want %s", sql, shorten(got), shorten(want))
			}
		}
		if got := pgtest.Query(t, p.target, "select count(*) from i where mine = k % 100")[0][0]; got != "40" {
			t.Errorf("%s rows have what is the target's own, want 40", got)
		}
	})
}
