package run

import (
	"context"
	"fmt"
	"math"

	"copydb/catalog"
	"copydb/plan"
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
		sql += fmt.Sprintf("; SET max_parallel_maintenance_workers = %d", parallel(has, indexJobs))
	}
	return sql
}

// parallel returns how many processes an index build may have beside its own: with all jobs at work, one process a processor.
func parallel(has catalog.Resources, indexJobs int) int64 {
	return max(0, min(has.Processors/int64(indexJobs)-1, mostParallel))
}

// stepPaceSQL returns the settings that suit one step, for its transaction alone.
func stepPaceSQL(has catalog.Resources, indexJobs int, step *plan.Step) []string {
	var settings []string
	if memory := sortMemory(has, indexJobs, step.SortBytes); memory > 0 {
		settings = append(settings, fmt.Sprintf("SET LOCAL maintenance_work_mem = '%dkB'", memory>>10))
	}
	if reads := step.Kind == plan.Index || step.Kind == plan.ForeignKey; reads && step.Weight <= has.Memory/4/int64(indexJobs) {
		// What has just been written is in the system's cache: to read ahead would take processes of the server for nothing.
		settings = append(settings, "SET LOCAL effective_io_concurrency = 0")
	}
	return settings
}

// sortMemory returns how much memory an index build should have that is best done with little, or 0. A sort that has to look
// at keys where they lie is faster the more of them the processor's caches hold; so it gets no more than what lets it merge
// all that it sorted piece by piece at once, and what the server asks for each process of a parallel build.
func sortMemory(has catalog.Resources, indexJobs int, bytes int64) int64 {
	const (
		least      = 4 << 20
		eachPiece  = 640 << 10 // its buffer in the merge, times how much larger a key is in a sort than in the index
		eachMember = 32 << 20  // of a parallel build
	)
	if bytes == 0 || has.Processors == 0 {
		return 0
	}
	memory := max(int64(math.Sqrt(float64(bytes)*eachPiece)), least)
	if others := parallel(has, indexJobs); others > 0 {
		memory = max(memory, eachMember*(1+others))
	}
	if memory >= max(has.Maintenance, min(has.Memory/4/int64(indexJobs), mostMemory)) {
		return 0
	}
	return memory
}

// setPace gives the worker its share.
func (w *worker) setPace(ctx context.Context) error {
	if _, err := w.target.PgConn().Exec(ctx, paceSQL(w.has, w.IndexJobs)).ReadAll(); err != nil {
		return fmt.Errorf("setting the pace of a session: %w", err)
	}
	return nil
}
