package apply

import (
	"time"

	"copydb/catalog"
	"copydb/logical/frames"
)

// Config says what is applied, where, and who is told. Rename, Include and Start may be called from several goroutines at once.
type Config struct {
	Target catalog.Endpoint
	// Feed begins at a commit's end that has been applied, or earlier: transactions that have been are passed over. It may bring
	// transactions in progress, in segments.
	Feed frames.Feed
	// Rename gives the target's name of a relation of the source; nil for the same names.
	Rename func(catalog.Name) catalog.Name
	// Include says which relations of the source are applied; nil for all.
	Include func(catalog.Name) bool
	// Start is the position that a relation's copy shows: changes of transactions whose commit LSN is below it are in the copy
	// already. nil for none.
	Start func(catalog.Name) catalog.LSN
	// Settled: changes of transactions that committed below it may meet no row, because a TRUNCATE or a rewrite emptied the table
	// under the copy's snapshot. Later ones have to.
	Settled catalog.LSN
	// EndPos is where to end, 0 while that is not known: exactly the transactions whose commit LSN is below it are applied. It
	// is asked again and again.
	EndPos func() catalog.LSN
	// Paused: nothing more is to be applied for now.
	Paused func() bool
	// Durable is told the position up to which everything is applied and durable on the target.
	Durable func(catalog.LSN)
	// Emit is told of progress.
	Emit func(Event)
}

// Event is progress: what was applied since the event before.
type Event struct {
	// Applied is the position up to which everything is applied, if perhaps not durable yet.
	Applied catalog.LSN
	// Committed is when the last of the transactions committed on the source; zero if there was none.
	Committed    time.Time
	Transactions int
	Changes      int
	// Again: the changes had to be written row by row, after they failed when written together.
	Again bool
}

func (c *Config) rename(name catalog.Name) catalog.Name {
	if c.Rename == nil {
		return name
	}
	return c.Rename(name)
}

func (c *Config) include(name catalog.Name) bool { return c.Include == nil || c.Include(name) }

func (c *Config) start(name catalog.Name) catalog.LSN {
	if c.Start == nil {
		return 0
	}
	return c.Start(name)
}

func (c *Config) endPos() catalog.LSN {
	if c.EndPos == nil {
		return 0
	}
	return c.EndPos()
}

func (c *Config) paused() bool { return c.Paused != nil && c.Paused() }

func (c *Config) durable(lsn catalog.LSN) {
	if c.Durable != nil {
		c.Durable(lsn)
	}
}

func (c *Config) emit(event Event) {
	if c.Emit != nil {
		c.Emit(event)
	}
}
