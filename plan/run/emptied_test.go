package run_test

import (
	"errors"
	"fmt"
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// TestTablesEmptiedUnderTheSnapshot has tables lose their rows on the source after the run's snapshot was taken, in ways that hide
// them from every snapshot: a copy without them would be taken for a whole one.
func TestTablesEmptiedUnderTheSnapshot(t *testing.T) {
	t.Parallel()
	for change, lost := range map[string]bool{
		"truncate a":                        true,
		"alter table a alter n type bigint": true,
		"drop table a; create table a (n int); insert into a select generate_series(1, 10)": true,
		"vacuum full a":           false,
		"delete from a":           false,
		"alter table a add m int": false,
		"truncate empty":          false,
		"vacuum full empty":       false,
		"truncate cleared":        true, // nobody can know that its file held dead rows alone
	} {
		for _, pair := range pgtest.Pairs() {
			t.Run(fmt.Sprint(change, pair), func(t *testing.T) {
				t.Parallel()
				source := pgtest.Start(t, pair[0]).Database(t, `create table a (n int); insert into a select generate_series(1, 1000);
					create table b (n int); insert into b values (1);
					create table empty (n int); create table cleared (n int); insert into cleared values (1); delete from cleared`)
				target := pgtest.Start(t, pair[1]).Database(t)
				config := endpoints(t, source, target)
				config.Subscribers = []run.Subscriber{func(event run.Event) {
					if _, ok := event.(run.Planned); ok {
						pgtest.Exec(t, source, change)
					}
				}}
				err := run.Run(t.Context(), config)
				if errors.Is(err, run.ErrEmptied) != lost || !lost && err != nil {
					t.Fatalf("got %v", err)
				}
				if lost {
					return
				}
				if rows := pgtest.Query(t, target, "select count(*) from a"); rows[0][0] != "1000" {
					t.Errorf("the target has %s rows, the snapshot 1000", rows[0][0])
				}
			})
		}
	}
}
