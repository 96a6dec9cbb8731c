package drift

import "copydb/catalog"

// Fate is how the rows of a table of the source come to the target.
type Fate byte

// The fates.
const (
	Unwanted Fate = iota // it does not belong to the run
	Streamed             // by the stream, all of them
	Joined               // by the stream, but for those that it had when it became a partition of a table that is published
	Again                // copied once more at the end
	Newcomer             // not at all: it came when the copy had begun
)

// Fate tells how a table's rows come.
func (s *Shapes) Fate(oid catalog.OID) Fate {
	table, known := s.identities[oid]
	_, wasThere := s.known[oid]
	published := s.published[oid] || table.Root != 0 && s.published[table.Root]
	switch {
	case !known || !s.wanted[oid]:
		return Unwanted
	case s.filtered[oid] != "": // such a table is not followed
		return Again
	case published && !table.Unlogged && s.streamable[oid]:
		return Streamed
	case published && !table.Unlogged && !wasThere:
		return Joined
	case wasThere || s.knownNames[table.Name]:
		return Again
	}
	return Newcomer
}
