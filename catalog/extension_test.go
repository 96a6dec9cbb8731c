package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestConfigTables reads what an extension marked as the users' rows. Extensions do so in their scripts; here the mark is
// put by hand.
func TestConfigTables(t *testing.T) {
	const script = `
		create extension citext;
		create schema "C t";
		create table "C t".parent (id int primary key);
		create table "C t"."chi ld" (id int, "Na me" text, gone int, twice int generated always as (id * 2) stored,
			parent int references "C t".parent, self int);
		alter table "C t"."chi ld" drop column gone;
		create sequence "C t".numbers;
		alter extension citext add table "C t".parent;
		alter extension citext add table "C t"."chi ld";
		alter extension citext add sequence "C t".numbers;
		update pg_extension set
			extconfig = array['"C t"."chi ld"', '"C t".parent', '"C t".numbers']::regclass[]::oid[],
			extcondition = array['WHERE id > 10', '', '']
		where extname = 'citext'`
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			facts := readFacts(t, pgtest.Start(t, major).Database(t, script))
			oids := map[string]catalog.OID{}
			for _, table := range facts.ConfigTables {
				oids[table.Name.Name] = table.OID
			}
			name := func(name string) catalog.Name { return catalog.Name{Schema: "C t", Name: name} }
			extension := facts.Extensions[0].OID
			want := []catalog.ConfigTable{
				{OID: oids["chi ld"], ExtensionOID: extension, Name: name("chi ld"), Condition: " id > 10",
					Columns: []string{"id", "Na me", "parent", "self"}, References: []catalog.OID{oids["parent"]}},
				{OID: oids["numbers"], ExtensionOID: extension, Name: name("numbers"), Sequence: true,
					Columns: []string{}, References: []catalog.OID{}},
				{OID: oids["parent"], ExtensionOID: extension, Name: name("parent"), Columns: []string{"id"}, References: []catalog.OID{}},
			}
			if diff := cmp.Diff(want, facts.ConfigTables); diff != "" {
				t.Error(diff)
			}
			if len(facts.Tables) > 0 {
				t.Errorf("tables of an extension are not ours to make: %v", facts.Tables)
			}
		})
	}
}
