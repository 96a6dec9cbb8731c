package run

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/plan/drift"
	"copydb/plan/journal"
)

// lookForDrift compares the tables of both sides. What changes could not be applied to ends what is applied, between two
// transactions; other differences are told once. What keeps it from looking is no reason to stop.
func (m *monitor) lookForDrift(ctx context.Context) {
	if m.source == nil || m.source.IsClosed() || m.target.IsClosed() || !m.follows() {
		return
	}
	m.telling.Lock()
	shapes, err := readShapes(ctx, m.definitions, m.source, m.target)
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
	if !errors.As(err, &relation) && !errors.As(err, &refused) {
		return err
	}
	shapes, reading := r.shapes(ctx)
	if reading != nil {
		return err
	}
	return shapes.Explain(err)
}

// shapes looks at both sides, by the run's session and one of its own.
func (r *run) shapes(ctx context.Context) (shapes *drift.Shapes, err error) {
	source, err := r.Source.Connect(ctx, "definitions")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close(context.WithoutCancel(ctx))) }()
	return readShapes(ctx, r.definitions(), source, r.lock)
}

// readShapes looks at both sides, and at how the tables were when they were copied.
func readShapes(ctx context.Context, definitions drift.Definitions, source, target *pgx.Conn) (*drift.Shapes, error) {
	positions, err := journal.ReadPositions(ctx, target)
	if err != nil {
		return nil, err
	}
	definitions.Built = map[catalog.Name]catalog.Build{}
	for name, at := range positions {
		definitions.Built[name] = at.Build
	}
	return definitions.Read(ctx, source, target)
}

// passOver says whether an error comes of a table whose rows were written anew on the source, which no stream brings: its changes
// are passed over from now on, as the end copies it again.
func (r *run) passOver(ctx context.Context, err error) bool {
	var diverged *apply.DivergedError
	var refused *apply.Error
	var name catalog.Name
	switch {
	case errors.As(err, &diverged):
		name = diverged.Table
	case errors.As(err, &refused) && catalog.SQLState(err) == catalog.UniqueViolation:
		name = refused.Table
	default:
		return false
	}
	shapes, reading := r.shapes(ctx)
	if reading != nil || r.passed[name] || shapes.RewrittenThere(name) == "" {
		return false
	}
	r.passed[name] = true
	return true
}

// definitions returns what is to be compared.
func (r *run) definitions() drift.Definitions {
	return drift.Definitions{Source: r.facts.Server, Target: r.target, Selection: r.journal.Follow.Selection,
		Publication: logical.PublicationName(r.journal.Follow.Slot), Filter: r.Options.Filter, Schemas: r.Options.MapSchemas,
		Bare: r.Follow.Bare}
}
