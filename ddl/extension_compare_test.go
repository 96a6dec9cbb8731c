package ddl_test

import (
	"slices"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// everyExtension creates all extensions that a server offers and that can be made there.
const everyExtension = `drop schema public; create schema "Ex t"; do $$ declare extension text; begin
	for extension in select name from pg_available_extensions where installed_version is null order by name loop
		begin execute format('create extension if not exists %I schema "Ex t" cascade', extension); exception when others then null; end;
	end loop; end $$`

// TestCompareOfExtensions: what extensions bring is the same on two servers that have the same versions of them.
func TestCompareOfExtensions(t *testing.T) {
	for _, pair := range append(pgtest.Pairs(), [2]int{15, 16}, [2]int{16, 17}) {
		source := openSide(t, catalog.Source, pgtest.Start(t, pair[0]).Database(t, everyExtension)).facts(t)
		target := openSide(t, catalog.Target, pgtest.Start(t, pair[1]).Database(t, everyExtension)).facts(t)
		found := slices.DeleteFunc(differences(source, target), func(text string) bool {
			return strings.HasPrefix(text, "extension ") // not every server offers each
		})
		if len(found) > 0 {
			t.Errorf("%v:\n%s", pair, strings.Join(found, "\n"))
		}
	}
}
