package apply

import (
	"cmp"
	"context"
	"errors"
	"runtime"

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

// Follow works through what has been received by several appliers at once, from the recorded progress on, until little is left, and
// then goes on as [Run] does. It is also what has to run where lanes were left apart. config's Feed is not used. Errors are those
// of Run; after any of them, Follow can be called again.
//
// Between the positions where the lanes part and come together, transactions of the source are not whole on the target: each
// lane commits its share of them by itself. An end position that is named meanwhile is met where it is not in front of what one
// of them has begun; else they come together right behind that.
func Follow(ctx context.Context, config Config, lanes Lanes, at Progress) error {
	c := crew{config: config, lanes: &lanes}
	defer c.close(ctx)
	err := c.open(ctx, at)
	if err == nil {
		err = c.catchUp(ctx)
	}
	if err == nil {
		err = c.alone(ctx, 0)
	}
	if err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	return nil
}

// pays says whether there is enough for several lanes.
func (l *Lanes) pays(config Config, at catalog.LSN) bool {
	if l.Count < 2 {
		return false
	}
	until := l.until(config, at)
	return until > at && until-at >= cmp.Or(l.Worth, worthLanes)
}

// until is how far lanes that begin at a position go.
func (l *Lanes) until(config Config, at catalog.LSN) catalog.LSN {
	until := min(l.Received(), at+longestStretch)
	if end := config.endPos(); end != 0 {
		until = min(until, end)
	}
	return until
}
