package main

import (
	"fmt"
	"net/url"
	"testing"

	"copydb/catalog/pgtest"
)

// farm is the name of a database that wants quoting.
const farm = `The "Farm`

// instance starts a source with several databases, and a target with none of them.
func instance(t *testing.T, tables int) (source, target *pgtest.Server) {
	source, target = pgtest.Own(t, pgtest.Oldest), pgtest.Own(t, pgtest.Newest)
	admin := source.URL("postgres")
	for _, sql := range []string{
		`create role seller; create role buyer in role seller; create table notes as select 1 as a`,
		`create database shop owner seller`,
		`create database "The ""Farm" encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`,
		`create database closed allow_connections false`,
	} {
		pgtest.Exec(t, admin, sql)
	}
	for i := range tables {
		pgtest.Exec(t, source.URL("shop"), fmt.Sprintf(`create table orders_%[1]d as select generate_series(1, 1000) as id;
			alter table orders_%[1]d owner to buyer`, i))
	}
	pgtest.Exec(t, source.URL(url.PathEscape(farm)), `create table cows as select generate_series(1, 10) as id; create sequence milk`)
	return source, target
}

func TestAllDatabases(t *testing.T) {
	t.Parallel()
	source, target := instance(t, 3)
	all := []string{"--all-databases", "--source", source.URL("postgres"), "--target", target.URL("postgres")}
	run := start(t, append([]string{"run"}, all...)...)
	tells(t, run.ends(t, 0), "shop: planning its copy", "shop: copied public.orders_1: 1,000 rows", farm+": copied public.cows: 10 rows")
	tells(t, run.stdout.String(), "\nDatabase shop\n", "\nDatabase "+farm+"\n")
	for _, look := range []struct{ database, sql, want string }{
		{"shop", `select count(*) || (select pg_get_userbyid(relowner) from pg_class where relname = 'orders_2') from orders_2`, "1000buyer"},
		{farm, `select count(*) || (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) from cows`, "10LATIN1"},
		{"postgres", `select count(*) from notes`, "1"},
		{"postgres", `select count(*) from pg_database where datname = 'closed'`, "0"},
		{"postgres", `select pg_get_userbyid(datdba) from pg_database where datname = 'shop'`, "seller"},
	} {
		if got := pgtest.Query(t, target.URL(url.PathEscape(look.database)), look.sql)[0][0]; got != look.want {
			t.Errorf("%s: %s: got %s, want %s", look.database, look.sql, got, look.want)
		}
	}
	start(t, append([]string{"resume", "--quiet"}, all...)...).ends(t, 0) // nothing is left to do
	tells(t, start(t, append([]string{"run", "--quiet"}, all...)...).ends(t, 5), "it already holds")
	tells(t, start(t, append([]string{"run", "--snapshot", "1-2-3"}, all...)...).ends(t, 2), "--snapshot cannot be given along")
}

// TestCompareAllDatabases proves a copy of several databases, and sees what is not the same in one, and one that is gone.
func TestCompareAllDatabases(t *testing.T) {
	t.Parallel()
	source, target := instance(t, 1)
	all := []string{"--all-databases", "--source", source.URL("postgres"), "--target", target.URL("postgres")}
	start(t, append([]string{"run", "--quiet"}, all...)...).ends(t, 0)
	for _, what := range []string{"schema", "data"} {
		same := start(t, append([]string{"compare", what}, all...)...)
		same.ends(t, 0)
		tells(t, same.stdout.String(), "\nDatabase shop\n", "\nDatabase "+farm+"\n", "no difference")
	}
	pgtest.Exec(t, target.URL(url.PathEscape(farm)), `delete from cows where id = 1; alter table cows add milk int`)
	pgtest.Exec(t, target.URL("postgres"), `drop database shop`)
	for what, seen := range map[string]string{"schema": "table public.cows", "data": "public.cows"} {
		other := start(t, append([]string{"compare", what}, all...)...)
		other.ends(t, 6)
		tells(t, other.stdout.String(), "\nDatabase shop\nThe database is missing on the target\n", seen)
		machine := start(t, append([]string{"compare", what, "--format", "json"}, all...)...)
		machine.ends(t, 6)
		tells(t, machine.stdout.String(), `"database": "shop",`, `"missing": "target"`, seen)
	}
}

// TestAllDatabasesKilledAndResumed kills the copy while databases are under way, and goes on with what is not done.
func TestAllDatabasesKilledAndResumed(t *testing.T) {
	t.Parallel()
	source, target := instance(t, 200)
	all := []string{"--all-databases", "--quiet", "--source", source.URL("postgres"), "--target", target.URL("postgres")}
	run := start(t, append([]string{"run", "--table-jobs", "1", "--index-jobs", "1"}, all...)...)
	eventually(t, target.URL("postgres"), `select from pg_database where datname = 'shop'`)
	eventually(t, target.URL("shop"), `select from pg_namespace where nspname = 'copydb'`)
	eventually(t, target.URL("shop"), `select from copydb.step where kind = 'copy'`)
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait()
	start(t, append([]string{"resume", "--not-consistent"}, all...)...).ends(t, 0)
	for _, database := range []string{"postgres", "shop", farm} {
		start(t, "compare", "data", "--quiet", "--source", source.URL(url.PathEscape(database)), "--target", target.URL(url.PathEscape(database))).ends(t, 0)
	}
}

// TestAllDatabasesKilledWhilePlanned kills the copy before each database has a journal: no database counts as done.
func TestAllDatabasesKilledWhilePlanned(t *testing.T) {
	t.Parallel()
	source, target := instance(t, 1)
	all := []string{"--all-databases", "--quiet", "--source", source.URL("postgres"), "--target", target.URL("postgres")}
	for amid, hold := range map[string]struct{ url, lock, until string }{
		"roles":    {target.URL("postgres"), `lock table pg_authid in share mode`, `select from pg_namespace where nspname = 'copydb'`},
		"planning": {source.URL("shop"), `lock table orders_0 in access exclusive mode`, `select from pg_database, pg_namespace where datname = 'shop' and nspname = 'copydb'`},
	} {
		locker := pgtest.Session(t, hold.url)
		locker(`begin; ` + hold.lock)
		run := start(t, append([]string{"run", "--restart"}, all...)...)
		eventually(t, target.URL("postgres"), hold.until)
		if err := run.Process.Kill(); err != nil {
			t.Fatal(amid, err)
		}
		_ = run.Wait()
		locker(`rollback`)
		tells(t, start(t, append([]string{"resume"}, all...)...).ends(t, 5), "nothing is copied yet", "give the command that was to copy them once more")
	}
	start(t, append([]string{"run"}, all...)...).ends(t, 0)
	start(t, append([]string{"compare", "data"}, all...)...).ends(t, 0)
}
