package run_test

import (
	"slices"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// What a target's settings cost is told with what would mend it, of copies that are large enough to notice.
func TestSettingsThatCostTime(t *testing.T) {
	t.Parallel()
	const large = 2 << 30
	good := catalog.Tuning{WALLevel: "minimal", MaxWALSize: 16 << 30, SharedBuffers: 1 << 30, MaintenanceMemory: 1 << 30, MaxSessions: 100}
	for name, test := range map[string]struct {
		change func(*catalog.Tuning)
		bytes  int64
		want   []string
	}{
		"nothing":              {func(*catalog.Tuning) {}, large, nil},
		"a small copy":         {func(s *catalog.Tuning) { s.MaxWALSize, s.WALLevel = 1, "logical" }, 1 << 20, nil},
		"checkpoints":          {func(s *catalog.Tuning) { s.MaxWALSize = 1 << 30 }, large, []string{"max_wal_size is small: checkpoints will come often"}},
		"buffers":              {func(s *catalog.Tuning) { s.SharedBuffers = 128 << 20 }, large, []string{"shared_buffers is small"}},
		"memory":               {func(s *catalog.Tuning) { s.MaintenanceMemory = 64 << 20 }, large, []string{"maintenance_work_mem is small: indexes are sorted on disk"}},
		"archive":              {func(s *catalog.Tuning) { s.WALLevel, s.Archives = "replica", true }, large, []string{"all that is copied is archived as WAL as well"}},
		"WAL":                  {func(s *catalog.Tuning) { s.WALLevel = "replica" }, large, []string{"wal_level is replica: all that is copied is written to the WAL as well"}},
		"sessions, also small": {func(s *catalog.Tuning) { s.Sessions = 95 }, 0, []string{"95 of 100 sessions are taken, and the run wants 10"}},
	} {
		settings := good
		test.change(&settings)
		var told []string
		for _, finding := range run.Advise(settings, test.bytes, 10) {
			told = append(told, finding.Text)
			if finding.Refused || finding.Hint == "" || finding.Side != catalog.Target {
				t.Errorf("%s: %+v", name, finding)
			}
		}
		if !slices.Equal(told, test.want) {
			t.Errorf("%s: told %q, want %q", name, told, test.want)
		}
	}
}

// The settings are the server's own, in bytes.
func TestSettingsAreRead(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		conn := connect(t, pgtest.Start(t, major).Database(t))
		server, err := catalog.ProbeServer(t.Context(), conn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := catalog.ReadTuning(t.Context(), conn, server)
		if err != nil {
			t.Fatal(err)
		}
		var megabytes int64
		if err := conn.QueryRow(t.Context(), "select setting::bigint from pg_settings where name = 'max_wal_size'").Scan(&megabytes); err != nil {
			t.Fatal(err)
		}
		if got.MaxWALSize != megabytes<<20 || got.SharedBuffers < 1<<20 || got.MaxSessions < 10 || got.Sessions < 1 {
			t.Errorf("PostgreSQL %d: %+v, want max_wal_size %d MB", major, got, megabytes)
		}
	}
}
