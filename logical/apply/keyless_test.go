package apply_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
)

const keyless = `create table t (a int, f float8, j json, x xml, n numeric, p point, c char(5), d date, b bytea); alter table t replica identity full;
	create table child () inherits (t); alter table child replica identity full;
	create table toast (a int, big text, v int); alter table toast replica identity full; alter table toast alter big set storage external`

// TestKeylessTogether (25): many rows without a key go and become others in one batch: equal ones, those that were changed before in
// it, NULLs, values that are equal to nothing, and types without equality. None has to be written again.
func TestKeylessTogether(t *testing.T) {
	t.Parallel()
	forEach(t, keyless, func(t *testing.T, p *pair) {
		p.change(`insert into t select n % 50, case when n % 7 = 0 then 'NaN'::float8 else n % 10 end, case when n % 3 = 0 then '{"a" : 1}'::json end, '<a/>',
				case when n % 2 = 0 then 1.0 else 1.00 end, '(1,2)', 'ab', date '2024-01-01' + n % 5, case when n % 4 = 0 then '\x00ff'::bytea end
			from generate_series(1, 2000) n; insert into child select * from t where a < 5;
			insert into toast select n, repeat(n::text, 4000), 0 from generate_series(1, 40) n`)
		p.apply()
		p.change("update only t set a = a + 1 where a between 10 and 20; update only t set a = 1000 where a = 12",
			"delete from only t where a = 7 and ctid in (select ctid from only t where a = 7 limit 13)",
			"insert into t (a) select 77 from generate_series(1, 30); update t set a = 78 where a = 77 and ctid in (select ctid from only t where a = 77 limit 11); delete from t where a = 78",
			"update child set f = -f where f = 'NaN' or f > 3; delete from child where n::text = '1.00'",
			"update t set j = null, x = null where a = 30; delete from t where a = 30; update t set a = null where a = 31",
			"update toast set v = a where a < 30; update toast set v = 7 where a = 3; delete from toast where a = 4; update toast set big = 'short' where a = 5",
			"delete from t where a is null; update t set a = a where a < 5")
		p.apply()
		p.equal("only t", "child", "toast")
		if again := p.again(); again != 0 {
			t.Errorf("%d batches were written again, row by row", again)
		}
		p.change("truncate t", "insert into t (a) select 1 from generate_series(1, 100)", "delete from t where ctid < '(0,41)'; update t set a = 2 where ctid > '(0,90)'")
		p.apply()
		p.equal("only t", "child")
	})
}

// TestKeylessDivergence: of rows that are equal, one that the target does not have is noticed.
func TestKeylessDivergence(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table r (a int, b text); alter table r replica identity full")
	p.change("insert into r select n % 3, 'b' from generate_series(1, 300) n")
	p.apply()
	pgtest.Exec(t, p.target, "delete from r where ctid = (select min(ctid) from r where a = 1)")
	p.change("update r set b = 'c' where a < 2")
	var diverged *apply.DivergedError
	if err := p.tryApply(); !errors.As(err, &diverged) || diverged.Table.Name != "r" {
		t.Fatalf("error %v", err)
	}
	if got := pgtest.Query(t, p.target, "select count(*) from r where b = 'c'")[0][0]; got != "0" {
		t.Errorf("%s rows of the transaction are there", got)
	}
}

// TestKeylessAtRandom makes transactions of random changes, of few distinct rows, so that many of them meet.
func TestKeylessAtRandom(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	forEach(t, "create table r (a int, b text); alter table r replica identity full", func(t *testing.T, p *pair) {
		random := rand.New(rand.NewPCG(seed, 0))
		for range 5 {
			for range 30 {
				var script []string
				for range 1 + random.IntN(4) {
					script = append(script, randomChange(random))
				}
				end := "commit"
				if random.IntN(10) == 0 {
					end = "rollback"
				}
				p.change("begin; " + strings.Join(script, "; ") + "; " + end)
			}
			p.apply()
			p.equal("r")
		}
		if again := p.again(); again != 0 {
			t.Errorf("%d batches were written again, row by row", again)
		}
	})
}

func randomChange(random *rand.Rand) string {
	some := fmt.Sprintf("ctid in (select ctid from r where a %% 5 = %d or a is null limit %d)", random.IntN(5), 1+random.IntN(9))
	switch random.IntN(6) {
	case 0, 1:
		return fmt.Sprintf("insert into r select n %% 7, nullif(repeat('x', n %% 3), '') from generate_series(1, %d) n", random.IntN(20))
	case 2:
		return "delete from r where " + some
	case 3:
		return "update r set b = coalesce(b, '') || 'y' where " + some
	case 4:
		return "update r set a = nullif(a, 3), b = 'z' where " + some
	}
	return fmt.Sprintf("update r set a = (coalesce(a, 0) + %d) %% 7 where %s", random.IntN(3), some)
}

// BenchmarkKeyless changes 10,000 rows of 200,000 that have no key, and deletes as many.
func BenchmarkKeyless(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		p := newPair(b, newest, "create table t (a int, b text, c numeric, d timestamptz); alter table t replica identity full")
		p.change("insert into t select n, 'name ' || n, n * 1.1, 'epoch'::timestamptz + n * interval '1 s' from generate_series(1, 200000) n")
		p.apply()
		p.change("update t set b = b || ' changed' where a % 20 = 0", "delete from t where a % 20 = 1")
		pgtest.Exec(b, p.target, "analyze t")
		b.StartTimer()
		p.apply()
	}
}
