package verify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// sequence is where a sequence stands.
type sequence struct {
	name   catalog.Name
	last   int64
	called bool
}

// readSequences asks every sequence of the users', in one round trip.
func (s *side) readSequences(ctx context.Context) error {
	var names []catalog.Name
	for _, sequence := range s.facts.Sequences {
		names = append(names, sequence.Name)
	}
	for _, config := range s.facts.ConfigTables {
		if config.Sequence {
			names = append(names, config.Name)
		}
	}
	s.sequences = make([]sequence, len(names))
	batch := &pgx.Batch{}
	for i, name := range names {
		s.sequences[i].name = name
		batch.Queue("select last_value, is_called from " + name.String()).QueryRow(func(row pgx.Row) error {
			return row.Scan(&s.sequences[i].last, &s.sequences[i].called)
		})
	}
	if err := s.snapshot.SendBatch(ctx, batch).Close(); err != nil {
		return s.failed("sequences", err)
	}
	return nil
}

// compareSequences settles all sequences.
func (c *comparison) compareSequences() {
	theirs := map[catalog.Name]sequence{}
	for _, sequence := range c.target.sequences {
		theirs[sequence.name] = sequence
	}
	for _, sequence := range c.source.sequences {
		item := &Item{Object: "sequence " + sequence.name.Plain()}
		named := c.schemas.Name(sequence.name)
		twin, there := theirs[named]
		delete(theirs, named)
		switch {
		case !there:
			item.Missing = catalog.Target
		case twin.last != sequence.last || twin.called != sequence.called:
			item.Differs = fmt.Sprintf("%s on the source, %s on the target", sequence.stands(), twin.stands())
		}
		c.settle(item)
	}
	for name := range theirs {
		c.settle(&Item{Object: "sequence " + name.Plain(), Missing: catalog.Source})
	}
}

// stands tells where a sequence stands.
func (s sequence) stands() string {
	if s.called {
		return fmt.Sprintf("at %d", s.last)
	}
	return fmt.Sprintf("before %d", s.last)
}
