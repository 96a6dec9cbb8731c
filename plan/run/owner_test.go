package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
)

// TestOwnerCopies copies a database as its owner, who may read what others own in it: the copies of that are the owner's.
func TestOwnerCopies(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	made, copied := server.Database(t), server.Database(t)
	source := asOwner(t, server, made, "copies_own")
	pgtest.Exec(t, copied, "alter schema public owner to copies_own; do $$ begin execute format('alter database %I owner to copies_own', current_database()); end $$")
	t.Cleanup(func() { pgtest.Exec(t, copied, "reassign owned by copies_own to postgres; drop owned by copies_own") })
	target := as(copied, "copies_own")
	pgtest.Exec(t, source, "create table own (id serial); grant select on own to public")
	pgtest.Exec(t, made, `create table others (id serial, n int generated always as identity); insert into others default values;
		grant select on others to copies_own; grant select on sequence others_id_seq, others_n_seq to copies_own`)
	want := []string{
		"owner of table public.others: role copies_own cannot hand it over to role postgres",
		"privileges of sequence public.others_id_seq: role copies_own, which has some, owns it instead of role postgres",
		"privileges of sequence public.others_n_seq: role copies_own, which has some, owns it instead of role postgres",
	}
	if diff := cmp.Diff(want, exceptionsOf(t, endpoints(t, source, target))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	equalTables(t, made, copied, "own", "others")
}
