package run_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// asOwner makes a role that owns a database, and nothing more, and returns the address of the database for it.
func asOwner(t *testing.T, server *pgtest.Server, url, role string) string {
	t.Helper()
	database := url[strings.LastIndex(url, "/")+1:]
	admin := server.URL("postgres")
	pgtest.Exec(t, admin, "create role "+role+" login")
	t.Cleanup(func() {
		pgtest.Exec(t, url, "reassign owned by "+role+" to postgres; drop owned by "+role)
		pgtest.Exec(t, admin, "drop role "+role)
	})
	pgtest.Exec(t, admin, "alter database "+database+" owner to "+role)
	pgtest.Exec(t, url, "alter schema public owner to "+role)
	return as(url, role)
}

// as returns the address of a database for another role.
func as(url, role string) string { return strings.Replace(url, "postgres@", role+"@", 1) }

// TestFollowAsOwner follows into a database that the role owns, which may not write as a replica: foreign keys and triggers are
// made at the end, when they answer to nothing any more, and again at each other end. A table that has some all the same is not written to.
func TestFollowAsOwner(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]int{{13, 13}, {15, 18}, {18, 18}} {
		t.Run(fmt.Sprintf("%d to %d", pair[0], pair[1]), func(t *testing.T) {
			t.Parallel()
			server := pgtest.Start(t, pair[1])
			source, made := pgtest.Start(t, pair[0]).Database(t, answering), server.Database(t)
			target := asOwner(t, server, made, fmt.Sprintf("owner_%d_%d", pair[0], pair[1]))
			pgtest.Exec(t, source, "select lo_from_bytea(7001, 'stays'), lo_from_bytea(7002, 'changes'), lo_from_bytea(7003, 'goes'); comment on trigger note on t is 'notes'; comment on constraint child_parent_fkey on child is 'refers'")
			config := following(t, source, target, journal.SpoolNone)
			config.Options.DDL.NoOwner = true
			told := &findings{}
			config.Subscribers = []run.Subscriber{told.observe}
			f := followLive(t, config)
			if !told.tells("may not set session_replication_role", "made at the end") {
				t.Errorf("nothing was told of the role: %v", told.texts)
			}
			if got := pgtest.Query(t, made, "select (select count(*) from pg_trigger where not tgisinternal), (select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace)")[0]; got[0] != "0" || got[1] != "0" {
				t.Errorf("while following there are %s triggers and %s foreign keys", got[0], got[1])
			}
			pgtest.Exec(t, source, `update t set v = v + 1; insert into t values (10, 1); delete from t where id = 1; insert into keyless values (3); delete from keyless where v = 1;
				insert into noted values (10, 5); insert into disabled values (5, 1); delete from parent where id = 1; insert into child values (9, 2); truncate parent, child;
				insert into parent values (5); insert into child values (5, 5); select lo_put(7002, 0, 'changed'), lo_unlink(7003), lo_from_bytea(7004, 'new')`)
			f.reachEnd(t, source, made)
			const answers = "(select (select count(*) from pg_trigger where not tgisinternal and tgenabled <> 'D') + (select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace))"
			same := func() {
				t.Helper()
				equalTables(t, source, made, "t", "audit", "keyless", "skipped", "noted", "log", "disabled", "parent", "child",
					"(select tgrelid::regclass, tgname, tgenabled from pg_trigger where not tgisinternal)", "(select conname, convalidated from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace)",
					"(select tgname, obj_description(oid, 'pg_trigger') from pg_trigger where not tgisinternal)", "(select conname, obj_description(oid, 'pg_constraint') from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace)", "(select loid, data from pg_largeobject)")
			}
			same()
			config.Resume = true
			for n := range 2 { // more ends: what answers is made again at each
				pgtest.Exec(t, source, fmt.Sprintf(`update t set v = v + 1; insert into t values (%[1]d, 1); insert into keyless values (%[1]d); insert into noted values (%[1]d, 5);
					insert into parent values (%[1]d); insert into child values (%[1]d, %[1]d); delete from child where id = 5; select lo_put(7004, 0, 'n%[1]d')`, 100+n))
				setEnd(t, source, made)
				f, stop := startStoppable(t, config)
				f.until(t, "the second stretch", func(event run.Event) bool {
					entered, ok := event.(run.StageEntered)
					return ok && entered.Stage == "follow"
				})
				if n == 0 {
					stop() // perhaps in the middle of what is taken back
					f = startFollower(t, config)
				}
				if err := f.end(t); err != nil && !errors.Is(err, run.ErrEndReached) {
					t.Fatal(err)
				}
				same()
			}
			config.Resume = true
			pgtest.Exec(t, made, "update copydb.sentinel set endpos = null")
			f = followLive(t, config)
			pgtest.Exec(t, made, "create trigger mine after insert on t for each row execute function note()")
			eventually(t, "no trigger and foreign key answers to changes but the one that is not ours", func() bool {
				return pgtest.Query(t, made, "select "+answers)[0][0] == "1"
			})
			pgtest.Exec(t, source, "insert into t values (77, 1)")
			wanted := "GRANT SET ON PARAMETER session_replication_role"
			if pair[1] < 15 {
				wanted = `ALTER TABLE "public"."t" DISABLE TRIGGER ALL`
			}
			if mend := mending(t, f.end(t)); len(mend) != 1 || !strings.HasPrefix(mend[0], wanted) {
				t.Errorf("a table with triggers: mended by %v", mend)
			}
			cleanUp(t, config, source, made)
			if got, want := pgtest.Query(t, made, "select "+answers+" - 1")[0][0], pgtest.Query(t, source, "select "+answers)[0][0]; got != want {
				t.Errorf("after the clean-up %s triggers and foreign keys answer, want %s", got, want)
			}
		})
	}
}
