package catalog_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestParseGrantReadsWhatServersWrite gives privileges to roles of awkward names, and reads them back.
func TestParseGrantReadsWhatServersWrite(t *testing.T) {
	roles := []string{"plain", `"`, `a"b""c`, "eq=ual/s*", "räksmörgås", "x y", `back\slash`, "{a,b}", "=", "123"}
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		var script strings.Builder
		for _, role := range roles {
			script.WriteString("do $do$ begin create role " + catalog.Ident(role) +
				"; exception when duplicate_object then end $do$;\n")
		}
		script.WriteString("create table granted (id int);\n")
		for _, role := range roles {
			script.WriteString("grant select, update on granted to " + catalog.Ident(role) + ";\n" +
				"grant delete on granted to " + catalog.Ident(role) + " with grant option;\n")
		}
		script.WriteString("grant insert on granted to public")
		conn, err := pgx.Connect(t.Context(), pgtest.Start(t, major).Database(t, script.String()))
		if err != nil {
			t.Fatal(err)
		}
		var items []string
		err = conn.QueryRow(t.Context(), "select relacl::text[] from pg_class where relname = 'granted'").Scan(&items)
		if err := errors.Join(err, conn.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		want := append([]string{"postgres"}, append(slices.Clone(roles), "")...)
		for i, item := range items {
			grant, err := catalog.ParseGrant(item)
			if err != nil || grant.Grantee != want[i] || grant.Grantor != "postgres" {
				t.Errorf("PostgreSQL %d: %s: got %q by %q, %v; want %q", major, item, grant.Grantee, grant.Grantor, err, want[i])
			}
			if slices.Contains(roles, grant.Grantee) && spell(grant) != "SELECT UPDATE DELETE*" {
				t.Errorf("PostgreSQL %d: %s: got %s", major, item, spell(grant))
			}
		}
	}
}

func spell(grant catalog.Grant) string {
	var words []string
	for _, privilege := range grant.Privileges {
		word := privilege.Word()
		if privilege.GrantOption {
			word += "*"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestParseGrantRefusesWhatIsNone(t *testing.T) {
	for _, item := range []string{"", "=", "a", "a=r", "a=r/", "/a", `"a=r/b`, "a=*/b", "a=r**/b", `a=r/b=`} {
		if grant, err := catalog.ParseGrant(item); !errors.Is(err, catalog.ErrBadGrant) {
			t.Errorf("%q: got %v, %v", item, grant, err)
		}
	}
}

func FuzzParseGrant(f *testing.F) {
	for _, item := range []string{"a=r/b", `"x y"=r*w/"q""r"`, "=X/postgres"} {
		f.Add(item)
	}
	f.Fuzz(func(t *testing.T, item string) {
		grant, err := catalog.ParseGrant(item)
		if err != nil {
			return
		}
		quote := func(role string) string { return `"` + strings.ReplaceAll(role, `"`, `""`) + `"` }
		again, err := catalog.ParseGrant(quote(grant.Grantee) + "=/" + quote(grant.Grantor))
		if err != nil || again.Grantee != grant.Grantee || again.Grantor != grant.Grantor {
			t.Errorf("%q: got %v, then %v, %v", item, grant, again, err)
		}
	})
}
