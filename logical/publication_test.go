package logical_test

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
)

// identities is a database with every way to tell rows apart, and not to.
const identities = `
create schema "S s";
create table keyed (id int primary key, b text);
create table "S s"."Un ique" (id int not null unique, b text);
alter table "S s"."Un ique" replica identity using index "Un ique_id_key";
create table complete (a int, b text);
alter table complete replica identity full;
create table keyless (a int, b text);
create table log (a int, b text);
create table wide (a int, b text);
create table silent (id int primary key, b text);
alter table silent replica identity nothing;
create table deferred (id int primary key deferrable, b text);
create table gone (id int not null unique, b text);
alter table gone replica identity using index gone_id_key;
alter table gone drop constraint gone_id_key;
create unlogged table unlogged (id int primary key, b text);
create table whole (id int primary key, b text) partition by range (id);
create table whole_1 partition of whole for values from (0) to (10);
create table whole_2 partition of whole for values from (10) to (20) partition by range (id);
create table whole_2_1 partition of whole_2 default;
create table mixed (id int, b text) partition by range (id);
create table mixed_1 partition of mixed for values from (0) to (10);
create table mixed_2 partition of mixed for values from (10) to (20);
alter table mixed_1 add primary key (id);
create table parent (id int primary key, b text);
create table child (c int) inherits (parent);
`

// session opens one on a test's database, and closes it with the test.
func session(t *testing.T, url string) (*pgx.Conn, catalog.Endpoint, catalog.Server) {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := endpoint.Connect(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	server, err := catalog.ProbeServer(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, endpoint, server
}

func names(tables []catalog.ReplicaIdentity) []string {
	var names []string
	for _, table := range tables {
		names = append(names, table.Plain())
	}
	return names
}

// like says whether a table has a name of a pattern.
func like(pattern string) func(catalog.Name) bool {
	return func(name catalog.Name) bool {
		matched, _ := path.Match(pattern, name.Name)
		return matched
	}
}

// TestPublicationLeavesTheApplicationAlone publishes a database with tables of all kinds, and updates and deletes in each
// of them (26, 27 of the list in issue 5).
func TestPublicationLeavesTheApplicationAlone(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, 15, pgtest.Newest} {
		url := pgtest.Start(t, major).Database(t, identities)
		conn, _, server := session(t, url)
		tables, err := catalog.ReadReplicaIdentities(t.Context(), conn, server)
		if err != nil {
			t.Fatal(err)
		}
		selection := logical.Select(tables, logical.Wishes{InsertOnly: like("lo*"), Full: like("wide")})
		want := [][]string{
			{"S s.Un ique", "public.complete", "public.keyed", "public.mixed_1", "public.parent", "public.whole", "public.wide"},
			{"public.log"},
			{"public.child", "public.deferred", "public.gone", "public.keyless", "public.mixed_2", "public.silent", "public.unlogged"},
		}
		published := names(selection.Publish)
		slices.Sort(published)
		if diff := cmp.Diff(want, [][]string{published, names(selection.InsertOnly), names(selection.Again)}); diff != "" {
			t.Errorf("PostgreSQL %d: publish, insert only, again (-want +got):\n%s", major, diff)
		}
		for range 2 { // the second time in the place of the first
			if err := logical.Publish(t.Context(), conn, "copydb_test", selection); err != nil {
				t.Fatal(err)
			}
		}
		members, err := logical.Published(t.Context(), conn, "copydb_test")
		if err != nil || len(members) != len(selection.Published()) {
			t.Errorf("PostgreSQL %d: the publications hold %v, %v", major, members, err)
		}
		for _, table := range tables {
			if table.Root == 0 || table.Root == table.OID {
				pgtest.Exec(t, url, fmt.Sprintf("insert into %[1]s values (5, 'b'), (15, 'b'); update %[1]s set b = 'c'; delete from %[1]s", table.Name))
			}
		}
		pgtest.Exec(t, url, "create table later (a int); insert into later values (1); update later set a = 2")
		removePublication(t, conn, url, selection)
	}
}

func removePublication(t *testing.T, conn *pgx.Conn, url string, selection logical.Selection) {
	t.Helper()
	for range 2 {
		if err := logical.Unpublish(t.Context(), conn, "copydb_test"); err != nil {
			t.Fatal(err)
		}
		if err := logical.RestoreIdentities(t.Context(), conn, selection.Full); err != nil {
			t.Fatal(err)
		}
	}
	left := pgtest.Query(t, url, `select pubname from pg_publication union all
		select relname from pg_class where relreplident = 'f' and relname <> 'complete'`)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestSelectionOfAPart publishes the partitions of which some do not belong to the run one by one.
func TestSelectionOfAPart(t *testing.T) {
	conn, _, server := session(t, pgtest.Start(t, pgtest.Newest).Database(t, identities))
	tables, err := catalog.ReadReplicaIdentities(t.Context(), conn, server)
	if err != nil {
		t.Fatal(err)
	}
	selection := logical.Select(tables, logical.Wishes{Include: func(name catalog.Name) bool {
		return name.Name != "whole_1" && like("whole*")(name)
	}})
	if diff := cmp.Diff([]string{"public.whole_2_1"}, names(selection.Publish)); diff != "" {
		t.Errorf("publish (-want +got):\n%s", diff)
	}
}
