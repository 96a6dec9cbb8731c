package catalog_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestReadFactsAsOrdinaryRole reads everything as a role without any privilege: what it may not see is marked as hidden,
// and nothing fails.
func TestReadFactsAsOrdinaryRole(t *testing.T) {
	const script = `
		do $$ begin create role "read er" login; exception when duplicate_object then end $$;
		do $$ begin create role "own er"; exception when duplicate_object then end $$;
		create schema closed;
		revoke all on schema closed from public;
		create table closed.t (id int primary key, name text collate "C" default 'x', check (id > 0));
		create sequence closed.s;
		create view closed.v as select * from closed.t;
		create materialized view closed.m as select * from closed.t;
		create foreign data wrapper w;
		create server s foreign data wrapper w options (host 'h');
		create user mapping for "read er" server s options (password 'mine');
		create user mapping for "own er" server s options (password 'hers');
		create user mapping for public server s;
		create publication p for table closed.t;
		create subscription sub connection 'dbname=nowhere' publication p with (connect = false, slot_name = none);
		select lo_create(77);
		comment on large object 77 is 'closed'`
	for _, major := range []int{pgtest.Oldest, 15, pgtest.Newest} {
		server := pgtest.Start(t, major)
		database := server.Database(t, script)
		facts := readFacts(t, asRole(t, database, "read er"))
		checkUnreadable(t, asRole(t, database, "read er"))
		if len(facts.Tables) != 1 || len(facts.Views) != 1 || len(facts.MaterializedViews) != 1 || len(facts.LargeObjects) != 1 {
			t.Errorf("PostgreSQL %d: not everything was read", major)
		}
		if facts.Views[0].Definition == "" {
			t.Errorf("PostgreSQL %d: the view has no definition", major)
		}
		hidden := map[string]bool{}
		for _, mapping := range facts.UserMappings {
			hidden[mapping.User] = mapping.Hidden
		}
		if hidden["own er"] != true || hidden[""] != true {
			t.Errorf("PostgreSQL %d: hidden options of mappings: %v", major, hidden)
		}
		if len(facts.Subscriptions) != 1 || facts.Subscriptions[0].Connection != "" {
			t.Errorf("PostgreSQL %d: got subscriptions %v", major, facts.Subscriptions)
		}
		pgtest.Exec(t, database, "drop subscription sub")
	}
}

// checkUnreadable asks what else a run asks before it begins.
func checkUnreadable(t *testing.T, url string) {
	t.Helper()
	conn, server := connect(t, url)
	surroundings, err := catalog.ReadSurroundings(t.Context(), conn, server)
	if err != nil {
		t.Fatal(err)
	}
	if surroundings.Database.Name != server.Database || !surroundings.HasRole("own er") || surroundings.Rights.Superuser ||
		!slices.Equal(surroundings.Rights.ActsAs, []string{"read er"}) || len(surroundings.Rights.Wrappers) > 0 {
		t.Errorf("PostgreSQL %d: got surroundings %+v", server.Major(), surroundings.Rights)
	}
	relations, err := catalog.ReadUnreadable(t.Context(), conn, server)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := catalog.ReadUnreadableObjects(t.Context(), conn, server)
	if err != nil {
		t.Fatal(err)
	}
	want := []catalog.Unreadable{
		{Kind: "sequence", Name: catalog.Name{Schema: "closed", Name: "s"}, Denied: true},
		{Kind: "table", Name: catalog.Name{Schema: "closed", Name: "t"}, Denied: true},
	}
	if diff := cmp.Diff(want, relations); diff != "" {
		t.Errorf("PostgreSQL %d: what the role cannot read (-want +got):\n%s", server.Major(), diff)
	}
	if diff := cmp.Diff([]catalog.LargeObject{{OID: 77}}, objects); diff != "" {
		t.Errorf("PostgreSQL %d: large objects that the role cannot read (-want +got):\n%s", server.Major(), diff)
	}
}

// asRole returns the URL of the same database for another role.
func asRole(t *testing.T, database, role string) string {
	t.Helper()
	address, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.User(role)
	return address.String()
}
