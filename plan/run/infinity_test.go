package run_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// TestInfinities: an infinity that the target's version does not have ends a run, which says where it is. In their binary
// format, infinite intervals are odd ones to older servers, which took them.
func TestInfinities(t *testing.T) {
	t.Parallel()
	source, target := pgtest.Start(t, pgtest.Newest), pgtest.Start(t, pgtest.Oldest)
	for name, script := range map[string]string{
		"numeric":   "create table t (a numeric); insert into t values ('-infinity')",
		"interval":  "create table t (a interval); insert into t values ('1 day'), ('-infinity')",
		"intervals": "create table t (a interval[]); insert into t values ('{infinity}')",
		"spans": `create domain span as interval; create domain longer as span; create table t (a longer);
			insert into t values ('infinity')`,
		"ranges": `create type spans as range (subtype = interval); create table t (a spans); insert into t values ('[1 day,infinity]')`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := run.Run(t.Context(), endpoints(t, source.Database(t, script), target.Database(t)))
			var failure *run.StepError
			var refused *pgconn.PgError
			if !errors.As(err, &failure) || failure.Object != "table public.t" || !errors.As(err, &refused) || refused.Code[:2] != "22" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestFiniteIntervals: intervals that both sides have arrive, whatever their versions, as text where it has to be.
func TestFiniteIntervals(t *testing.T) {
	t.Parallel()
	const script = `create table t (a interval, b interval[]); insert into t values ('-1 mon 2 days 03:04:05.678901', null),
		('-178000000 years', '{1 sec ago}'), (null, '{{1 day},{2 days}}')`
	for _, pair := range [][2]int{{pgtest.Oldest, pgtest.Newest}, {pgtest.Newest, pgtest.Oldest}, {pgtest.Newest, pgtest.Newest}} {
		source, target := pgtest.Start(t, pair[0]).Database(t, script), pgtest.Start(t, pair[1]).Database(t)
		if err := run.Run(t.Context(), endpoints(t, source, target)); err != nil {
			t.Fatal(err)
		}
		equalTables(t, source, target, "t")
	}
}

// TestFollowInfinity: so it is with a change that is followed.
func TestFollowInfinity(t *testing.T) {
	t.Parallel()
	source := pgtest.Start(t, pgtest.Newest).Database(t, "create table t (id int primary key, a interval)")
	target := pgtest.Start(t, pgtest.Oldest).Database(t)
	f := startFollower(t, following(t, source, target, journal.SpoolNone))
	f.await(t, "follow")
	pgtest.Exec(t, source, "insert into t values (1, 'infinity')")
	var refused *pgconn.PgError
	if err := f.end(t); !errors.As(err, &refused) || refused.Code[:2] != "22" {
		t.Errorf("got %v", err)
	}
	cleanUp(t, f.config, source, target)
}
