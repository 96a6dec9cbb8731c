package run

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// Bounds of what one index build may take.
const (
	mostMemory   = 1 << 30 // bytes: more gains nothing that was measured
	mostParallel = 8       // processes beside its own
)

// paceSQL returns the statements that give a session of a worker its share of the target's machine, for builds of indexes,
// and have it not wait for its commits to be on disk. A step is committed together with its journal row, so that a crash of
// the server loses both or none; and the run's last commit, which drops the journal, waits for all before it.
func paceSQL(has catalog.Resources, indexJobs int) string {
	sql := "SET synchronous_commit = off"
	if share := min(has.Memory/4/int64(indexJobs), mostMemory); share > has.Maintenance {
		sql += fmt.Sprintf("; SET maintenance_work_mem = '%dkB'", share>>10)
	}
	if has.Processors > 0 {
		sql += fmt.Sprintf("; SET max_parallel_maintenance_workers = %d", min(has.Processors/int64(indexJobs), mostParallel))
	}
	return sql
}

// setPace does so.
func (w *worker) setPace(ctx context.Context) error {
	if _, err := w.target.PgConn().Exec(ctx, paceSQL(w.has, w.IndexJobs)).ReadAll(); err != nil {
		return fmt.Errorf("setting the pace of a session: %w", err)
	}
	return nil
}
