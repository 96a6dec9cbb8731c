package run

import (
	"context"
	"errors"
	"fmt"

	"copydb/catalog"
	"copydb/plan"
)

// Preview is what a run would do, and what would keep it from doing it.
type Preview struct {
	Source, Target catalog.Server
	Plan           *plan.Plan
	Findings       []Finding
}

// Refused says whether the run would be refused.
func (p *Preview) Refused() bool {
	for _, finding := range p.Findings {
		if finding.Refused {
			return true
		}
	}
	return false
}

// Foresee does all that a run does before it touches anything, and tells what would follow. Neither side is changed, and
// another run at the same target is not kept away.
func Foresee(ctx context.Context, config Config) (preview *Preview, err error) {
	r := &run{Config: config}
	defer func() { err = errors.Join(err, r.close(ctx)) }()
	if r.lock, err = r.Target.Connect(ctx, "plan"); err != nil {
		return nil, err
	}
	if r.journal, err = readJournal(ctx, r.lock); err != nil {
		return nil, err
	}
	if err := r.openSnapshot(ctx); err != nil {
		return nil, err
	}
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	preview = &Preview{Source: r.facts.Server, Target: r.target, Plan: r.plan}
	for _, check := range []func(context.Context) ([]Finding, error){r.checkJournal, r.checkEmpty, r.inspect, r.adviseTarget} {
		findings, err := check(ctx)
		if err != nil {
			return nil, fmt.Errorf("checking before the run: %w", err)
		}
		preview.Findings = append(preview.Findings, findings...)
	}
	return preview, nil
}

// checkJournal tells of a run that has not finished.
func (r *run) checkJournal(context.Context) ([]Finding, error) {
	if r.journal == nil {
		return nil, nil
	}
	return []Finding{{Side: catalog.Target, Refused: !r.Restart, Text: "it holds an unfinished run",
		Hint: "go on with copydb resume, or begin again with --restart"}}, nil
}

// What a target should have, at least, lest the copy wait for it.
const (
	enoughWAL     = 4 << 30
	enoughBuffers = 256 << 20
	enoughMemory  = 256 << 20
	smallCopy     = 1 << 30 // below which nobody waits
)

// adviseTarget tells of settings of the target that cost time.
func (r *run) adviseTarget(ctx context.Context) ([]Finding, error) {
	tuning, err := catalog.ReadTuning(ctx, r.lock, r.target)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	advise := func(is bool, text, hint string) {
		if is {
			findings = append(findings, Finding{Side: catalog.Target, Text: text, Hint: hint})
		}
	}
	big := r.plan.Bytes() >= smallCopy
	advise(big && tuning.MaxWALSize < enoughWAL, "max_wal_size is small: checkpoints will come often",
		"ALTER SYSTEM SET max_wal_size = '16GB', and SELECT pg_reload_conf(), for as long as the copy takes")
	advise(big && tuning.SharedBuffers < enoughBuffers, "shared_buffers is small", "give it a quarter of the server's memory")
	advise(big && tuning.MaintenanceMemory < enoughMemory, "maintenance_work_mem is small: indexes are sorted on disk",
		"ALTER SYSTEM SET maintenance_work_mem = '1GB', and SELECT pg_reload_conf(), where there is memory for each of --index-jobs")
	advise(big && tuning.WALLevel != "minimal" && tuning.Archives, "all that is copied is archived as WAL as well",
		"take a base backup afterwards instead, with archive_mode off meanwhile")
	sessions := r.TableJobs + r.IndexJobs + 2
	advise(tuning.MaxSessions-tuning.Sessions < sessions,
		fmt.Sprintf("%d of %d sessions are taken, and the run wants %d", tuning.Sessions, tuning.MaxSessions, sessions),
		"raise max_connections, or lower --table-jobs and --index-jobs")
	return findings, nil
}
