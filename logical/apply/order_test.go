package apply_test

import (
	"errors"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
)

// TestStartOfATable: changes that a table's copy has already are passed over, also where the batch that they are in has to be
// written anew when later transactions have come.
func TestStartOfATable(t *testing.T) {
	t.Parallel()
	const tables = `create table copied (id int primary key, v text); create table u (id int primary key, u int unique, filler text);
		alter table u alter filler set storage external`
	p := newPair(t, newest, tables)
	p.change("insert into u select n, n, null from generate_series(1, 20) n")
	p.apply()
	p.change(`insert into u select n, n, repeat('f', 8000) from generate_series(1000, 1800) n;
		insert into copied select n, 'v' from generate_series(1, 10) n;
		update u set u = -1 where id = 1; update u set u = 1 where id = 2; update u set u = 2 where id = 1`)
	start, err := catalog.ParseLSN(pgtest.Query(t, p.source, "select pg_current_wal_insert_lsn()")[0][0])
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, p.target, "insert into copied select n, 'v' from generate_series(1, 10) n")
	p.change("update copied set v = 'w'; insert into u values (3000, 3000, 'last')", "delete from copied where id < 3")
	feed, end := p.read()
	config := p.config(feed, end)
	config.Start = func(name catalog.Name) catalog.LSN { return map[string]catalog.LSN{"copied": start}[name.Name] }
	if err := apply.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	p.equal("copied", "u")
	if p.again() == 0 {
		t.Error("no batch was written again")
	}
}

// TestManyKeysMove (22): every row of a table gets another key, and then the one below.
func TestManyKeysMove(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key, v text)")
	p.change("insert into t select n, 'v' || n from generate_series(1, 10000) n", "update t set id = id + 1000000",
		"do $$ begin for n in 1..10000 loop update t set id = 999999 + n where id = 1000000 + n; end loop; end $$")
	p.apply()
	p.equal("t")
	if got := p.again(); got != 0 {
		t.Errorf("%d batches were written again", got)
	}
}

// TestUnpublishedTruncate (28): a TRUNCATE that the publication leaves out leaves the rows, and one of them that stands in the
// way of another is told.
func TestUnpublishedTruncate(t *testing.T) {
	t.Parallel()
	p := newPair(t, newest, "create table t (id int primary key, v text)")
	pgtest.Exec(t, p.source, "alter publication p set (publish = 'insert, update, delete')")
	p.change("insert into t values (1, 'a'), (2, 'b')", "truncate t", "insert into t values (3, 'c')")
	p.apply()
	if got := pgtest.Query(t, p.target, "select string_agg(v, '' order by id) from t")[0][0]; got != "abc" {
		t.Errorf("the target has %s, want abc", got)
	}
	p.change("insert into t values (1, 'again')")
	var failure *apply.Error
	if err := p.tryApply(); !errors.As(err, &failure) || failure.Table.Name != "t" || failure.LSN == 0 {
		t.Errorf("inserting what is there: error %v", err)
	}
}
