package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical/frames"
)

// Lanes says how several appliers work through what waits.
type Lanes struct {
	// Count is how many; with less than 2, what earlier lanes have begun is brought to its end, and no more.
	Count int
	// Open begins to read behind a position. The caller calls stop when it has read enough.
	Open func(from catalog.LSN) (feed frames.Feed, stop func(), err error)
	// Received is the position up to which everything can be read now.
	Received func() catalog.LSN
	// Worth is how much WAL has to wait for lanes to begin, and Alone how much one applier takes after something that is not
	// for lanes, in bytes; 0: 16 MB.
	Worth, Alone catalog.LSN
}

// Progress is how far the changes are applied, as ReadProgress reads it.
type Progress struct {
	LSN   catalog.LSN // everything up to here is applied
	Lanes int         // that have not been brought together
}

// DefaultLanes is how many lanes pay on a machine like this one, which is the best guess at what the target's is like: each
// keeps a CPU of the target busy, and half of one here. 2 pay even on 2 CPUs with the target on them.
func DefaultLanes() int { return min(max(2, runtime.NumCPU()/2), 4) }

const (
	// worthLanes is the WAL that makes up for the lanes' connections.
	worthLanes = 16 << 20
	// longestStretch is how much WAL lanes work through before they are brought together.
	longestStretch = 1 << 30
)

// errApart: lanes are at different places.
var errApart = errors.New("several lanes have applied changes, and have to be brought together first")

// CatchUp works through what has been received by several appliers at once, from the recorded progress on, and returns how
// far, durably, when little is left: Run goes on from there. It is also what has to run where lanes were left apart. config's
// Feed is not used. Errors are those of Run; after any of them, CatchUp can be called again.
//
// Between the positions where the lanes part and come together, transactions of the source are not whole on the target: each
// lane commits its share of them by itself. An end position that is named meanwhile is met where it is not in front of what one
// of them has begun; else they come together right behind that.
func CatchUp(ctx context.Context, config Config, lanes Lanes, at Progress) (Progress, error) {
	for at.Lanes > 0 || lanes.pays(config, at.LSN) {
		next, err := lanes.stretch(ctx, config)
		if together, ok := errors.AsType[*togetherError](err); ok {
			next, err = lanes.alone(ctx, config, next, together.at+cmp.Or(lanes.Alone, worthLanes))
		}
		if err != nil {
			return at, cmp.Or(context.Cause(ctx), err)
		}
		if at.Lanes == 0 && next == at.LSN {
			break // what waits is of transactions that commit behind it, if of any: who waits for more gets them
		}
		at = Progress{LSN: next}
	}
	return at, nil
}

// pays says whether there is enough for several lanes.
func (l *Lanes) pays(config Config, at catalog.LSN) bool {
	until := l.until(config, at)
	return l.Count > 1 && until > at && until-at >= cmp.Or(l.Worth, worthLanes)
}

// until is how far lanes that begin at a position go.
func (l *Lanes) until(config Config, at catalog.LSN) catalog.LSN {
	until := min(l.Received(), at+longestStretch)
	if end := config.endPos(); end != 0 {
		until = min(until, end)
	}
	return until
}

// alone applies up to a position by one applier.
func (l *Lanes) alone(ctx context.Context, config Config, from, to catalog.LSN) (catalog.LSN, error) {
	feed, stop, err := l.Open(from)
	if err != nil {
		return from, err
	}
	defer stop()
	asked := config
	config.Feed = feed
	config.EndPos = func() catalog.LSN {
		if end := asked.endPos(); end != 0 {
			return min(to, end)
		}
		return to
	}
	if err := Run(ctx, config); err != nil {
		return from, err
	}
	return recorded(ctx, config.Target)
}

// recorded is where one applier has ended.
func recorded(ctx context.Context, target catalog.Endpoint) (catalog.LSN, error) {
	conn, err := target.Connect(ctx, "apply")
	if err != nil {
		return 0, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	progress, err := CurrentProgress(ctx, conn)
	return progress.LSN, err
}

// stretch is one run of all lanes, from where they part to where they are together again.
func (l *Lanes) stretch(ctx context.Context, config Config) (at catalog.LSN, err error) {
	conn, err := connect(ctx, config.Target, 0)
	if err != nil {
		return 0, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	count := conn.lanes
	if count == 0 {
		count = l.Count
		if err := divide(ctx, conn.Conn, count); err != nil {
			return conn.lsn, err
		}
	}
	team, err := openTeam(ctx, config, count, conn.lsn)
	if err != nil {
		return conn.lsn, err
	}
	together := team.run(ctx, l)
	if _, meet := errors.AsType[*togetherError](together); together != nil && !meet {
		return conn.lsn, together
	}
	if at, err = join(ctx, conn, count); err != nil {
		return conn.lsn, err
	}
	config.durable(at)
	return at, together
}

// divide makes the lanes' rows, and with them notes which tables' rows they share: with fewer than two indexes that could refuse
// a row because of another.
func divide(ctx context.Context, conn *pgx.Conn, count int) error {
	spread := []string{}
	tables, err := catalog.CountLandings(ctx, conn)
	if err != nil {
		return err
	}
	if tables <= maxKnown { // else there are enough tables to keep lanes busy
		landings, err := catalog.ReadLandings(ctx, conn)
		if err != nil {
			return err
		}
		for _, landing := range landings {
			if landing.Uniques < 2 && !landing.Partitioned {
				spread = append(spread, landing.Name.String())
			}
		}
	}
	_, err = conn.Exec(ctx, `INSERT INTO copydb.progress (lane, lsn, spread)
		SELECT number, lsn, $2 FROM copydb.progress, pg_catalog.generate_series(1, $1::int) number WHERE lane = 0`, count, spread)
	if err != nil {
		return fmt.Errorf("beginning lanes: %w", err)
	}
	return nil
}

// join brings the lanes together: all have applied everything in front of one place, behind which the last of them is.
func join(ctx context.Context, conn connection, count int) (at catalog.LSN, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = on"); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `WITH gone AS (DELETE FROM copydb.progress WHERE lane > 0 RETURNING lsn)
			UPDATE copydb.progress SET lsn = (SELECT pg_catalog.max(lsn) FROM gone), updated = pg_catalog.clock_timestamp()
			WHERE lane = 0 AND epoch = $1 AND (SELECT pg_catalog.count(*) FROM gone) = $2 RETURNING lsn::text`,
			conn.epoch, count).Scan(&at)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrFenced
	}
	if err != nil {
		return 0, fmt.Errorf("bringing the lanes together: %w", err)
	}
	return at, nil
}

// team is the appliers of one stretch.
type team struct {
	config Config
	lanes  []*applier

	mutex            sync.Mutex
	applied, durable []catalog.LSN // a lane
	until            catalog.LSN   // where they come together
	begun            catalog.LSN   // the commit of the last transaction that one of them has begun
}

// openTeam connects all lanes. From here on none of an earlier run can commit.
func openTeam(ctx context.Context, config Config, count int, parted catalog.LSN) (*team, error) {
	t := &team{config: config, lanes: make([]*applier, count), applied: make([]catalog.LSN, count), durable: make([]catalog.LSN, count)}
	errs := make([]error, count)
	var group sync.WaitGroup
	for i := range count {
		group.Go(func() {
			t.lanes[i], _, errs[i] = open(ctx, t.configOf(i), lane{number: i + 1, of: count, parted: parted})
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		for _, a := range t.lanes {
			if a != nil {
				a.close(ctx)
			}
		}
		return nil, err
	}
	for i, a := range t.lanes {
		t.applied[i], t.durable[i] = a.begun, a.begun
	}
	return t, nil
}

// configOf is a lane's: what it tells is told on as far as it holds for all.
func (t *team) configOf(i int) Config {
	config := t.config
	config.Durable = func(lsn catalog.LSN) {
		if all, moved := t.tell(t.durable, i, lsn); moved {
			t.config.durable(all)
		}
	}
	config.Emit = func(event Event) {
		event.Applied, _ = t.tell(t.applied, i, event.Applied)
		if i > 0 { // each lane passes all transactions
			event.Transactions = 0
		}
		t.mutex.Lock()
		defer t.mutex.Unlock()
		t.config.emit(event)
	}
	return config
}

// tell notes where a lane is, and returns where all are.
func (t *team) tell(positions []catalog.LSN, lane int, lsn catalog.LSN) (all catalog.LSN, moved bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	before := slices.Min(positions)
	positions[lane] = lsn
	all = slices.Min(positions)
	return all, all > before
}

// run applies up to a place that no lane has passed. Where lanes end in front of something that is for all together, the error
// says so, and all of them have.
func (t *team) run(ctx context.Context, lanes *Lanes) error {
	farthest := slices.Max(t.applied)
	t.begun = farthest - 1 // a commit in front of where the next one may be
	t.until = max(farthest, lanes.until(t.config, slices.Min(t.applied)))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	errs := make([]error, len(t.lanes))
	var group sync.WaitGroup
	for i, a := range t.lanes {
		group.Go(func() {
			errs[i] = a.together(ctx, lanes, t)
			_, meet := errors.AsType[*togetherError](errs[i])
			_, drift := errors.AsType[*DriftError](errs[i])
			if errs[i] != nil && !meet && !drift { // those, all lanes come to
				cancel(errs[i])
			}
		})
	}
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return agreed(errs)
}

// agreed is how all lanes have ended.
func agreed(errs []error) error {
	for _, err := range errs {
		if _, drift := errors.AsType[*DriftError](err); drift {
			return err
		}
	}
	first, _ := errors.AsType[*togetherError](errs[0])
	for _, err := range errs[1:] {
		other, _ := errors.AsType[*togetherError](err)
		if (first == nil) != (other == nil) || first != nil && first.at != other.at {
			return errApart
		}
	}
	return errs[0]
}

// end is where the lanes come together. An end position that is named meanwhile makes it an earlier place, but not one in front of what one
// of them has begun, and the others then have to do. t.mutex is held.
func (t *team) end() catalog.LSN {
	if end := t.config.endPos(); end != 0 {
		t.until = min(t.until, max(end, t.begun+1))
	}
	return t.until
}

// ends says whether the lanes come together in front of a position.
func (t *team) ends(lsn catalog.LSN) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return lsn >= t.end()
}

// begins says whether a lane may begin a transaction that commits at a position; the others then do so too.
func (t *team) begins(final catalog.LSN) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if final >= t.end() {
		return false
	}
	t.begun = max(t.begun, final)
	return true
}

// together applies a lane's share up to where all come together.
func (a *applier) together(ctx context.Context, lanes *Lanes, t *team) error {
	feed, stop, err := lanes.Open(a.begun)
	if err != nil {
		a.close(ctx)
		return err
	}
	defer stop()
	a.config.Feed = feed
	a.team = t
	return a.work(ctx)
}
