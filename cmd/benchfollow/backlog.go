package main

import "fmt"

// backlog is changes that are made on the source before anybody follows.
type backlog struct {
	name  string
	title string
	// tables makes and fills the tables; %d is a number that the scale multiplies.
	tables string
	rows   float64 // of the number in tables
	// changes makes the changes; likewise.
	changes string
	count   float64
	compare []string // the tables to compare
	slot    float64  // the marks: at most so much of native
	spool   float64
}

func (b backlog) tablesSQL(scale float64) string  { return fill(b.tables, b.rows*scale) }
func (b backlog) changesSQL(scale float64) string { return fill(b.changes, b.count*scale) }

func fill(sql string, number float64) string {
	return fmt.Sprintf(sql, max(1, int(number)))
}

func backlogNamed(name string) (backlog, error) {
	for _, b := range backlogs() {
		if b.name == name {
			return b, nil
		}
	}
	return backlog{}, fmt.Errorf("no backlog is named %q", name)
}

// The table of the backlogs other than pgbench's: rows of about 90 bytes, with a key and an index beside it.
const rows = `create table t (id bigint primary key, kind int not null, at timestamptz not null, amount numeric not null, body text not null); create index on t (kind);`

const values = `n, n %% 100, timestamptz '2024-01-01' + n * interval '1 s', n / 100.0, md5(n::text)`

func backlogs() []backlog {
	return []backlog{
		{
			name: "tpcb", title: "100,000 TPC-B transactions", slot: 0.65, spool: 0.45,
			rows: 20, tables: `create table pgbench_branches (bid int primary key, bbalance int, filler char(88)) with (fillfactor = 100);
				create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100);
				create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100);
				create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
				insert into pgbench_branches select n, 0 from generate_series(1, %[1]d) n;
				insert into pgbench_tellers select n, (n - 1) / 10 + 1, 0 from generate_series(1, %[1]d * 10) n;
				insert into pgbench_accounts select n, (n - 1) / 100000 + 1, 0, '' from generate_series(1, %[1]d * 100000) n`,
			count: 100_000, changes: `create procedure go() language plpgsql as $$ declare
				a int; t int; b int; d int; accounts int := (select count(*) from pgbench_accounts); branches int := (select count(*) from pgbench_branches);
				begin for n in 1..%d loop
					a := 1 + random() * (accounts - 1); t := 1 + random() * (branches * 10 - 1); b := 1 + random() * (branches - 1); d := random() * 10000 - 5000;
					update pgbench_accounts set abalance = abalance + d where aid = a;
					update pgbench_tellers set tbalance = tbalance + d where tid = t;
					update pgbench_branches set bbalance = bbalance + d where bid = b;
					insert into pgbench_history (tid, bid, aid, delta, mtime) values (t, b, a, d, clock_timestamp());
					commit;
				end loop; end $$`,
			compare: []string{"pgbench_branches", "pgbench_tellers", "pgbench_accounts", "pgbench_history"},
		},
		{
			name: "insert", title: "one transaction of 1,000,000 inserts", slot: 0.9, spool: 0.7,
			rows: 1, tables: rows + ` select %d`,
			count: 1_000_000, changes: `create procedure go() begin atomic insert into t select ` + values + ` from generate_series(1, %d) n; end`,
			compare: []string{"t"},
		},
		{
			name: "update", title: "one transaction of 500,000 updates", slot: 0.9, spool: 0.85,
			rows: 500_000, tables: rows + ` insert into t select ` + values + ` from generate_series(1, %d) n`,
			count: 500_000, changes: `create procedure go() begin atomic update t set kind = kind + 1, amount = amount + 1 where id <= %d; end`,
			compare: []string{"t"},
		},
		{
			name: "small", title: "50,000 transactions of 10 inserts", slot: 0.55, spool: 0.45,
			rows: 1, tables: rows + ` select %d`,
			count: 50_000, changes: `create procedure go() language plpgsql as $$ begin for i in 0..%d - 1 loop
				insert into t select ` + values + ` from generate_series(i * 10 + 1, i * 10 + 10) n; commit; end loop; end $$`,
			compare: []string{"t"},
		},
	}
}
