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
	missing, err := r.lookAtTarget(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.openSnapshot(ctx); err != nil {
		return nil, err
	}
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	preview = &Preview{Source: r.facts.Server, Target: r.target, Plan: r.plan}
	checks := []func(context.Context) ([]Finding, error){r.checkJournal, r.checkEmpty, r.inspect}
	if missing {
		preview.Findings = append(preview.Findings, Finding{Side: catalog.Target,
			Text: "there is no database " + r.Target.Database() + " yet: it will be created like the source's"})
		checks = checks[2:] // what will be new is empty
	}
	for _, check := range checks {
		findings, err := check(ctx)
		if err != nil {
			return nil, fmt.Errorf("checking before the run: %w", err)
		}
		preview.Findings = append(preview.Findings, findings...)
	}
	return preview, nil
}

// lookAtTarget opens the session by which the target is looked at, and reads the journal. A database that the run would
// create is missing: another one of its cluster has to tell what would be around it.
func (r *run) lookAtTarget(ctx context.Context) (missing bool, err error) {
	r.lock, err = r.Target.Connect(ctx, "plan")
	if r.CreateDatabase && catalog.SQLState(err) == catalog.UndefinedDatabase {
		r.lock, err = r.connectMaintenance(ctx, "plan")
		return true, err
	}
	if err != nil {
		return false, err
	}
	r.journal, err = readJournal(ctx, r.lock)
	return false, err
}

// checkJournal tells of a run that has not finished.
func (r *run) checkJournal(context.Context) ([]Finding, error) {
	if r.journal == nil {
		return nil, nil
	}
	return []Finding{{Side: catalog.Target, Refused: !r.Restart, Text: "it holds an unfinished run",
		Hint: "go on with copydb resume, or begin again with --restart"}}, nil
}
