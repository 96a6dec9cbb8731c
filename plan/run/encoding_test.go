package run_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
)

// databaseIn makes a database of an encoding other than the server's.
func databaseIn(t *testing.T, server *pgtest.Server, encoding string, scripts ...string) string {
	t.Helper()
	url := server.Database(t)
	name := pgtest.Query(t, url, "select current_database()")[0][0]
	pgtest.Exec(t, server.URL("postgres"), "drop database "+name)
	pgtest.Exec(t, server.URL("postgres"), fmt.Sprintf("create database %s template template0 encoding '%s' lc_collate 'C' lc_ctype 'C'", name, encoding))
	for _, script := range scripts {
		pgtest.Exec(t, url, script)
	}
	return url
}

// TestRunKeepsEncodings copies names, definitions and rows of databases that are not UTF-8: bytes that are no characters,
// where the database knows none. A run that starts again undoes what has such names.
func TestRunKeepsEncodings(t *testing.T) {
	const script = `do $do$ declare word text := %[1]s; begin
		execute format('create schema %%I', word);
		execute format('create table %%1$I.%%1$I (%%1$I text default %%1$L, id int primary key)', word);
		execute format('insert into %%1$I.%%1$I values (%%1$L, 1), (default, 2)', word);
		execute format('comment on schema %%I is %%1$L', word);
		execute format('create type %%1$I.e as enum (%%1$L)', word);
		execute format('create function %%1$I.f() returns text language sql as %%2$L', word, 'select ' || quote_literal(word));
		execute format('create table all_rows as select %%1$I as word, id from %%1$I.%%1$I', word);
	end $do$`
	const look = `select md5(nspname), md5(obj_description(oid)) from pg_namespace where oid >= 16384 union all
		select md5(relname), pg_get_userbyid(relowner) from pg_class where oid >= 16384 and relkind = 'r' union all
		select md5(prosrc), '' from pg_proc where oid >= 16384 union all select md5(enumlabel), '' from pg_enum union all
		select md5(pg_get_expr(adbin, adrelid)), '' from pg_attrdef union all select md5(word), id::text from all_rows order by 1, 2`
	for encoding, word := range map[string]string{
		"SQL_ASCII": `E'caf\xe9 \xff\\'`, "LATIN1": `E'caf\xe9 \xff\\'`, "EUC_JP": `E'\xc6\xfc\xcb\xdc'`,
	} {
		for _, pair := range pgtest.Pairs() {
			t.Run(fmt.Sprintf("%s/%d-%d", encoding, pair[0], pair[1]), func(t *testing.T) {
				t.Parallel()
				source := databaseIn(t, pgtest.Start(t, pair[0]), encoding, fmt.Sprintf(script, word))
				target := databaseIn(t, pgtest.Start(t, pair[1]), encoding)
				config := endpoints(t, source, target)
				restartAfter(t, config, "copy public.all_rows")
				if diff := cmp.Diff(pgtest.Query(t, source, look), pgtest.Query(t, target, look)); diff != "" {
					t.Errorf("source and target differ:\n%s", diff)
				}
			})
		}
	}
}
