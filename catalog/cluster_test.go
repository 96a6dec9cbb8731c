package catalog_test

import (
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestClusterFacts reads what the cluster has beside the database.
func TestClusterFacts(t *testing.T) {
	for _, major := range []int{pgtest.Oldest, 15, pgtest.Newest} {
		server := pgtest.Own(t, major, "max_connections = 50")
		admin := server.URL("postgres")
		pgtest.Exec(t, admin, `create role "gro up" nologin noinherit;
			create role "mem ber" login createdb connection limit 3 password 'sec''ret' valid until '2040-01-02 03:04:05+00';
			grant "gro up" to "mem ber" with admin option;
			comment on role "gro up" is 'a group';
			alter role "mem ber" set search_path = "$user", 'pub"lic'; alter role "mem ber" set work_mem = '8MB'`)
		database := server.Database(t, `comment on database test_1 is 'for tests'; alter database test_1 set work_mem = '5MB';
			alter role "mem ber" in database test_1 set work_mem = '6MB'; alter database test_1 connection limit 7`)
		facts := readFacts(t, database)
		var found catalog.Role
		for _, role := range facts.Roles {
			if role.Name == "mem ber" {
				found = role
			}
		}
		if !found.Login || !found.Inherit || !found.CreateDatabase || found.Superuser || found.ConnectionLimit != 3 ||
			found.ValidUntil != "2040-01-02 03:04:05+00" || len(found.Password) < 30 {
			t.Errorf("PostgreSQL %d: got role %+v", major, found)
		}
		if len(facts.Memberships) != 1 || !facts.Memberships[0].Admin || facts.Memberships[0].Grantor != "postgres" {
			t.Errorf("PostgreSQL %d: got memberships %+v", major, facts.Memberships)
		}
		want := []catalog.Setting{
			{Role: "mem ber", Name: "search_path", Value: `"$user", "pub""lic"`}, {Role: "mem ber", Name: "work_mem", Value: "8MB"},
			{Here: true, Name: "work_mem", Value: "5MB"}, {Role: "mem ber", Here: true, Name: "work_mem", Value: "6MB"},
		}
		for i := range facts.Settings {
			facts.Settings[i].RoleOID = 0
		}
		if len(facts.Settings) != len(want) {
			t.Fatalf("PostgreSQL %d: got settings %+v", major, facts.Settings)
		}
		for i, setting := range facts.Settings {
			if setting != want[i] {
				t.Errorf("PostgreSQL %d: got setting %+v, want %+v", major, setting, want[i])
			}
		}
		if d := facts.Database; d.Comment != "for tests" || d.ConnectionLimit != 7 || d.Owner != "postgres" || d.Encoding != "UTF8" ||
			d.Provider != "c" || d.Collate != "C.UTF-8" || d.Tablespace != "pg_default" {
			t.Errorf("PostgreSQL %d: got database %+v", major, d)
		}
	}
}
