package preflight_test

import (
	"slices"
	"testing"

	"copydb/catalog"
	"copydb/plan/preflight"
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
		for _, finding := range preflight.Advise(settings, test.bytes, 10) {
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
