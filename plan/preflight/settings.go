package preflight

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// What a target should have, at least, lest the copy wait for it.
const (
	enoughWAL     = 4 << 30
	enoughBuffers = 256 << 20
	enoughMemory  = 256 << 20
	smallCopy     = 1 << 30 // below which nobody waits
)

// checkSettings tells of settings of the target that cost time.
func (c *Checks) checkSettings(ctx context.Context) ([]Finding, error) {
	tuning, err := catalog.ReadTuning(ctx, c.Session, c.Target)
	if err != nil {
		return nil, err
	}
	return advise(tuning, c.Plan.Bytes(), c.Sessions), nil
}

// advise says what of a target's settings costs time that a copy of so many bytes, with so many sessions, would notice.
func advise(tuning catalog.Tuning, bytes int64, sessions int) []Finding {
	var findings []Finding
	tell := func(text, hint string) {
		findings = append(findings, Finding{Side: catalog.Target, Text: text, Hint: hint})
	}
	if free := tuning.MaxSessions - tuning.Sessions; free < sessions {
		tell(fmt.Sprintf("%d of %d sessions are taken, and the run wants %d", tuning.Sessions, tuning.MaxSessions, sessions),
			"raise max_connections, or lower --table-jobs and --index-jobs")
	}
	if bytes < smallCopy {
		return findings
	}
	if tuning.MaxWALSize < enoughWAL {
		tell("max_wal_size is small: checkpoints will come often",
			"ALTER SYSTEM SET max_wal_size = '16GB', and SELECT pg_reload_conf(), for as long as the copy takes")
	}
	if tuning.SharedBuffers < enoughBuffers {
		tell("shared_buffers is small", "give it a quarter of the server's memory")
	}
	if tuning.MaintenanceMemory < enoughMemory {
		tell("maintenance_work_mem is small: indexes are sorted on disk",
			"ALTER SYSTEM SET maintenance_work_mem = '1GB', and SELECT pg_reload_conf(), where there is memory for each of --index-jobs")
	}
	switch {
	case tuning.Archives:
		tell("all that is copied is archived as WAL as well", "take a base backup afterwards instead, with archive_mode off meanwhile")
	case tuning.WALLevel != "minimal":
		tell("wal_level is "+tuning.WALLevel+": all that is copied is written to the WAL as well",
			"where no standby needs it, wal_level = minimal and max_wal_senders = 0 for as long as the copy takes")
	}
	return findings
}
