package run_test

import (
	"testing"

	"copydb/catalog/pgtest"
	"copydb/plan/journal"
)

// TestServersKilledWhileFollowing kills the target's server, and then the source's, under a run that goes on by itself when
// they are back (8, 9), and ends sessions of both sides (7).
func TestServersKilledWhileFollowing(t *testing.T) {
	for _, spool := range []string{journal.SpoolNone, journal.SpoolTarget, t.TempDir()} {
		from, to := pgtest.Own(t, pgtest.Newest), pgtest.Own(t, pgtest.Newest)
		source, target := from.Database(t, live), to.Database(t)
		f := startFollower(t, following(t, source, target, spool))
		f.await(t, "follow")
		for i, sql := range work {
			pgtest.Exec(t, source, sql)
			switch i {
			case 4:
				killAndRestart(t, to)
			case 9:
				killAndRestart(t, from)
			case 14:
				for _, url := range []string{source, target} {
					pgtest.Query(t, url, `select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name like 'copydb/%'`)
				}
			}
		}
		f.finish(t, source, target)
	}
}

func killAndRestart(t *testing.T, server *pgtest.Server) {
	t.Helper()
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
}
