package ddl_test

import (
	"slices"
	"testing"

	"copydb/catalog"
	"copydb/ddl"
)

// viewAdaptations are of views, publications and event triggers.
var viewAdaptations = []adaptation{
	{
		title: "security invoker", from: 18, to: 14,
		script: "create table t (id int); create view v with (security_invoker = true, security_barrier) as select id from t",
		rows:   "select",
		losses: []string{"view public.v"},
		query:  "select reloptions from pg_class where relname = 'v'",
		want:   "{security_barrier=true}",
	},
	{
		title: "publication of parts of tables", from: 18, to: 14,
		script: `create table t (id int primary key, a int generated always as (id) stored); create table u (id int primary key);
			create publication part for table t (id), u with (publish_generated_columns = stored);
			create publication filtered for table t where (id > 1);
			create publication schemas for tables in schema public`,
		rows: "select",
		losses: []string{"publication filtered of table public.t", "publication part", "publication part of table public.t",
			"publication schemas of schema public"},
		query: "select pubname, tablename from pg_publication left join pg_publication_tables using (pubname) order by pubname",
		want:  "filtered NULL\npart u\nschemas NULL",
	},
	{
		title: "event trigger on login", from: 17, to: 16,
		script: `create function f() returns event_trigger language plpgsql as 'begin end';
			create event trigger in_ on login execute function f(); create event trigger other on sql_drop execute function f()`,
		rows:   "select",
		losses: []string{"event trigger in_"},
		query:  "select evtname from pg_event_trigger",
		want:   "other",
	},
}

func TestViewAdaptations(t *testing.T) {
	checkAll(t, viewAdaptations)
}

// TestPrivilegesOfNewerServers: what an older target knows no privilege or role for is told, but for an owner's own.
func TestPrivilegesOfNewerServers(t *testing.T) {
	table := catalog.Address{Class: catalog.ClassRelation, OID: 16000, Type: "table", Names: []string{"s", "t"}}
	facts := &catalog.Facts{
		Owners: []catalog.Owner{{Address: table, Owner: "pg_maintain"}},
		Privileges: []catalog.Privilege{{
			Address: table, Owner: "own", Initial: []string{"own=arwdDxtm/own"},
			List: []string{"own=rm/own", "bob=rm*/own", "pg_maintain=r/own"},
		}},
		DefaultPrivileges: []catalog.DefaultPrivilege{
			{OID: 20000, Role: "own", Objects: "L", List: []string{"=r/own"}},
			{OID: 20001, Role: "own", Objects: "r", Initial: []string{"own=arwdDxtm/own"}, List: []string{"own=arwdDxtm/own", "bob=m/own"}},
		},
	}
	const revoke = `REVOKE INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE "s"."t" FROM "own"`
	statements, losses := ddl.Statements(facts, catalog.Server{Version: 160000}, ddl.Options{})
	var got []string
	for _, statement := range statements {
		got = append(got, statement.SQL)
	}
	want := []string{revoke, `GRANT SELECT ON TABLE "s"."t" TO "own"`, `GRANT SELECT ON TABLE "s"."t" TO "bob"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	var lost []string
	for _, loss := range losses {
		lost = append(lost, loss.Object)
	}
	wantLost := []string{"owner of table s.t", "privileges of table s.t", "privileges of table s.t",
		"default privileges of role own for LARGE OBJECTS", "default privileges of role own for TABLES"}
	if !slices.Equal(lost, wantLost) {
		t.Errorf("lost %q, want %q", lost, wantLost)
	}
}
