package apply

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// maxKnown is how many tables are looked up before any is asked for.
const maxKnown = 2000

// looker looks up the target's tables while the session that applies is busy. It does so for all at the beginning, as long as
// they are not too many: one round trip in place of one for each.
type looker struct {
	*pgx.Conn
	known map[catalog.Name]*catalog.Landing
}

func newLooker(ctx context.Context, target catalog.Endpoint) (looker, error) {
	conn, err := target.Connect(ctx, "apply-catalog")
	if err != nil {
		return looker{}, err
	}
	l := looker{Conn: conn, known: map[catalog.Name]*catalog.Landing{}}
	count, err := catalog.CountLandings(ctx, conn)
	if err != nil || count > maxKnown {
		return l, err
	}
	landings, err := catalog.ReadLandings(ctx, conn)
	for _, landing := range landings {
		l.known[landing.Name] = landing
	}
	return l, err
}

// landing returns a table, nil if there is none. What was known from the beginning is told once: a relation that is announced
// anew may have another table.
func (l looker) landing(ctx context.Context, name catalog.Name) (*catalog.Landing, error) {
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
