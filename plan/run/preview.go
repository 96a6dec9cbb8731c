package run

import (
	"context"
	"errors"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/preflight"
)

// Preview is what a run would do, and what would keep it from doing it.
type Preview struct {
	Source, Target catalog.Server
	Plan           *plan.Plan
	Findings       []preflight.Finding
}

// Refusal returns why the run would be refused, a *preflight.Refusal, or nil.
func (p *Preview) Refusal() error { return preflight.Refuse(p.Findings) }

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
	if missing {
		preview.Findings = []preflight.Finding{{Side: catalog.Target,
			Text: "there is no database " + r.Target.Database() + " yet: it will be created like the source's"}}
	} else {
		preview.Findings = append(r.unfinished(), r.checks().Clashes()...)
	}
	findings, err := r.checks().Inspect(ctx)
	if err != nil {
		return nil, err
	}
	preview.Findings = append(preview.Findings, findings...)
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
	r.journal, err = journal.Read(ctx, r.lock)
	return false, err
}

// unfinished tells of a run that has not finished.
func (r *run) unfinished() []preflight.Finding {
	if r.journal == nil {
		return nil
	}
	return []preflight.Finding{{Side: catalog.Target, Refused: !r.Restart, Text: "it holds an unfinished run",
		Hint: "go on with copydb resume, or begin again with --restart"}}
}
