package run

import (
	"context"
	"errors"

	"copydb/logical"
	"copydb/logical/apply"
	"copydb/plan/drift"
)

// lookForDrift compares the tables of both sides. What changes could not be applied to ends what is applied, between two
// transactions; other differences are told once. What keeps it from looking is no reason to stop.
func (m *monitor) lookForDrift(ctx context.Context) {
	if m.source == nil || m.source.IsClosed() || m.target.IsClosed() || !m.follows() {
		return
	}
	m.telling.Lock()
	shapes, err := m.definitions.Read(ctx, m.source, m.target)
	m.telling.Unlock()
	if err != nil {
		return
	}
	differences := shapes.Withdraw(ctx, m.source)
	settled := m.changes.waiting() == 0
	broken, others := shapes.Compare(func(d drift.Difference) bool { return settled && m.told[d] })
	m.tellDifferences(append(differences, others...))
	if broken == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drifted != nil {
		m.drifted(broken)
	}
}

// follows says whether changes are applied now.
func (m *monitor) follows() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.drifted != nil
}

// tellDifferences tells those that were not told before.
func (m *monitor) tellDifferences(differences []drift.Difference) {
	var fresh []drift.Difference
	for _, difference := range differences {
		if !m.told[difference] {
			m.told[difference] = true
			fresh = append(fresh, difference)
		}
	}
	if len(fresh) > 0 {
		m.run.emit(Strayed{Differences: fresh})
	}
}

// explain says what would mend a target that changes do not fit, by all that is known of both sides.
func (r *run) explain(ctx context.Context, err error) error {
	var relation *apply.DriftError
	var refused *apply.Error
	if !errors.As(err, &relation) && !errors.As(err, &refused) || r.lock.IsClosed() {
		return err
	}
	source, connecting := r.Source.Connect(ctx, "definitions")
	if connecting != nil {
		return err
	}
	defer source.Close(context.WithoutCancel(ctx))
	shapes, reading := r.definitions().Read(ctx, source, r.lock)
	if reading != nil {
		return err
	}
	return shapes.Explain(err)
}

// definitions returns what is to be compared.
func (r *run) definitions() drift.Definitions {
	return drift.Definitions{Source: r.facts.Server, Target: r.target, Selection: r.journal.Follow.Selection,
		Publication: logical.PublicationName(r.journal.Follow.Slot), Filter: r.Options.Filter, Schemas: r.Options.MapSchemas,
		Bare: r.Follow.Bare}
}
