package run_test

import (
	"strconv"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/run"
)

// TestRunLocksFewTables: a source has room for some thousands of locks, and may have more tables. Those that were read do not stay
// locked.
func TestRunLocksFewTables(t *testing.T) {
	t.Parallel()
	const tables, most = 700, 128 + 64 // tables that one session may have locked, and those that it reads at once
	source := pgtest.Start(t, pgtest.Newest).Database(t, `do $$ begin
		for i in 1..`+strconv.Itoa(tables)+` loop execute format('create table t_%s as select %s as id', i, i); end loop; end $$`)
	config := endpoints(t, source, pgtest.Start(t, pgtest.Newest).Database(t))
	config.TableJobs = 1
	var rows, locked int
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		finished, is := event.(run.StepFinished)
		if !is || finished.Step.Kind != plan.Copy {
			return
		}
		rows += int(finished.Rows)
		if finished.Joins {
			return
		}
		counted := pgtest.Query(t, source, `select count(*) from pg_locks join pg_class on pg_class.oid = relation and relkind = 'r'
			where database = (select oid from pg_database where datname = current_database()) and relname like 't\_%'`)[0][0]
		n, err := strconv.Atoi(counted)
		if err != nil {
			t.Error(err)
		}
		locked = max(locked, n)
	}}
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if rows != tables || locked > most {
		t.Errorf("copied %d rows of %d, with up to %d tables locked, more than %d", rows, tables, locked, most)
	}
}
