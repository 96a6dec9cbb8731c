package apply

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// looker looks up the target's tables while the sessions that apply are busy. It does so for all at the beginning, as long as
// they are not too many: one round trip in place of one for each. Several appliers share its session.
type looker struct {
	*pgx.Conn
	mutex *sync.Mutex // of the session
	known map[catalog.Name]*catalog.Landing
}

func newLooker(ctx context.Context, target catalog.Endpoint) (looker, error) {
	conn, settings, err := target.Dial(ctx, "apply-catalog")
	if err != nil {
		return looker{}, err
	}
	l := looker{Conn: conn, mutex: &sync.Mutex{}}
	return l, l.read(ctx, settings)
}

// read looks at all tables anew. Nobody else uses the session meanwhile.
func (l *looker) read(ctx context.Context, settings []string) error {
	landings, err := catalog.ReadLandings(ctx, l.Conn, settings)
	l.known = make(map[catalog.Name]*catalog.Landing, len(landings))
	for _, landing := range landings {
		l.known[landing.Name] = landing
	}
	return err
}

// share is for another applier.
func (l *looker) share() looker {
	return looker{Conn: l.Conn, mutex: l.mutex, known: maps.Clone(l.known)}
}

// landing returns a table, nil if there is none. What was known from the beginning is told once: a relation that is announced
// anew may have another table.
func (l *looker) landing(ctx context.Context, name catalog.Name) (*catalog.Landing, error) {
	if landing := l.known[name]; landing != nil {
		delete(l.known, name)
		return landing, nil
	}
	landing, err := catalog.ReadLanding(ctx, l.Conn, name)
	if err != nil {
		return nil, fmt.Errorf("looking for table %s: %w", name, err)
	}
	return landing, nil
}
