package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
)

// as returns a test server's URL for another role and password.
func as(url, role, password string) string {
	return strings.Replace(url, "postgres@", role+":"+password+"@", 1)
}

// own starts a server whose roles are the test's own: one that may log in, and nothing else.
func own(t *testing.T) *pgtest.Server {
	server := pgtest.Own(t, pgtest.Newest, "allow_in_place_tablespaces = on")
	pgtest.Exec(t, server.URL("postgres"), "create role reader login password 'open sesame'")
	return server
}

func TestRoleWithoutRightsOnTheSource(t *testing.T) {
	t.Parallel()
	server := own(t)
	source := server.Database(t, `create table "Orders" (id int); create table open (id int); grant select on open to reader;
		create schema hidden; create table hidden.t (id int); create sequence kept; select lo_create(4711); select lo_create(4712)`)
	target := server.Database(t)
	output := start(t, "run", "--source", as(source, "reader", secret), "--target", withPassword(target)).ends(t, 5)
	tells(t, output, "role reader may not read table public.Orders", "role reader may not read table hidden.t", `GRANT SELECT ON "public"."Orders" TO "reader"`,
		"role reader may not read sequence public.kept", "role reader may not read large object 4711 and 1 more", "--skip-large-objects")
	if strings.Contains(output, "public.open") {
		t.Errorf("a table that can be read is told as well:\n%s", output)
	}
	untouched(t, target)
}

func TestRoleWithoutRightsOnTheTarget(t *testing.T) {
	t.Parallel()
	server := own(t)
	source, target := server.Database(t, "create table t (id int)"), server.Database(t)
	output := start(t, "run", "--source", withPassword(source), "--target", as(target, "reader", secret)).ends(t, 5)
	tells(t, output, "copydb: target: ", "\nhint: ", "GRANT CREATE ON DATABASE")
	untouched(t, target)
}

// TestWhatTheTargetLacks: roles are looked for before anything is touched, and can be done without, as tablespaces can.
func TestWhatTheTargetLacks(t *testing.T) {
	t.Parallel()
	server := own(t)
	pgtest.Exec(t, server.URL("postgres"), "create role writer; create role guest")
	pgtest.Exec(t, server.URL("postgres"), "create tablespace far location ''")
	source := server.Database(t, `create table t (id int primary key using index tablespace far) tablespace far; insert into t values (1);
		alter table t owner to reader; grant select on t to writer;
		create table u (); alter default privileges grant select on tables to guest`)
	target := pgtest.Start(t, pgtest.Newest).Database(t)
	args := []string{"run", "--source", withPassword(source), "--target", withPassword(target)}
	output := start(t, args...).ends(t, 5)
	tells(t, output, "copydb: refused before anything was touched, for 3 reasons:\n", "  target: role guest does not exist\n",
		"  target: role reader does not exist\n", "  target: role writer does not exist\n", "with --roles, ", "with --no-owner and --no-acl\n")
	untouched(t, target)

	tells(t, start(t, append(args, "--no-owner", "--no-acl")...).ends(t, 3), "the copy is done, with 2 exceptions",
		"table public.t: the target has no tablespace far: it is in the database's own\n",
		"index public.t_pkey: the target has no tablespace far: it is in the database's own\n")
	args = append(args, "--drop-if-exists")
	start(t, append(args, "--no-owner", "--no-acl", "--no-tablespaces")...).ends(t, 0)
	if rows := pgtest.Query(t, target, "select count(*) from t"); rows[0][0] != "1" {
		t.Errorf("got %s rows, want 1", rows[0][0])
	}
}

// TestExceptions is a copy of all but an owner, which the target's version cannot have.
func TestExceptions(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, pgtest.Newest).Database(t, "create table t (id int); alter table t owner to pg_maintain; insert into t values (1)")
	target := pgtest.Start(t, 15).Database(t)
	args := []string{"run", "--source", withPassword(source), "--target", withPassword(target)}
	c := start(t, args...)
	const exception = "owner of table public.t: the target has no role pg_maintain\n"
	tells(t, c.ends(t, 3), " warn the target cannot be the same: "+exception, "\ncopydb: the copy is done, with 1 exception, listed in the summary\n")
	tells(t, c.stdout.String(), "\n1 exception, where the target cannot be the same as the source:\n  "+exception)

	c = start(t, append(args, "--drop-if-exists", "--quiet")...)
	if got, want := c.ends(t, 3), "copydb: the copy is done, with 1 exception\n  "+exception; got != want {
		t.Errorf("quietly: got %q, want %q", got, want)
	}
	start(t, append(args, "--drop-if-exists", "--no-owner")...).ends(t, 0)
	if rows := pgtest.Query(t, target, "select count(*) from t"); rows[0][0] != "1" {
		t.Errorf("got %s rows, want 1", rows[0][0])
	}
}

// untouched checks that a database is as template0 makes it.
func untouched(t *testing.T, url string) {
	t.Helper()
	found := pgtest.Query(t, url, `select nspname from pg_namespace where oid >= 16384
		union all select relname from pg_class where oid >= 16384 and relnamespace = 'public'::regnamespace`)
	if len(found) > 0 {
		t.Errorf("the target was touched: %v", found)
	}
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	server := own(t)
	file := filepath.Join(server.Dir, "data", "pg_hba.conf")
	rules, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("host all reader 127.0.0.1/32 scram-sha-256\n"), rules...), 0); err != nil {
		t.Fatal(err)
	}
	database := server.Database(t)
	pgtest.Exec(t, database, "select pg_reload_conf()")
	eventually(t, database, "select 1 from pg_hba_file_rules where auth_method = 'scram-sha-256'")
	output := start(t, "ping", "--source", as(database, "reader", secret), "--target", as(database, "reader", "open%20sesame")).ends(t, 1)
	tells(t, output, "copydb: connecting to the source at ", ` (role reader): password authentication failed for user "reader" (SQLSTATE 28P01)`,
		"\nhint: check the role and its password")
	if strings.Contains(output, "target") {
		t.Errorf("the target fails as well:\n%s", output)
	}
}

func TestUnknownRole(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t, pgtest.Newest).Database(t)
	output := start(t, "ping", "--source", as(database, "stranger", secret), "--target", withPassword(database)).ends(t, 1)
	tells(t, output, `role "stranger" does not exist (SQLSTATE 28000)`, "\nhint: check the role")
}
