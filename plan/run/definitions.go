package run

import (
	"context"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/logical"
	"copydb/plan"
)

// definitions is what it takes to say whether the tables of both sides still fit together.
type definitions struct {
	source, target catalog.Server
	selection      logical.Selection
	publication    string
	filter         filter.Filter
	schemas        plan.Schemas
	bare           bool // the target's tables were made by somebody else, as they liked
}

func (r *run) definitions() definitions {
	return definitions{source: r.facts.Server, target: r.target, selection: r.journal.Follow.Selection,
		publication: logical.PublicationName(r.journal.Follow.Slot), filter: r.Options.Filter, schemas: r.Options.MapSchemas,
		bare: r.Follow.Bare}
}

// fate is how the rows of a table of the source come to the target.
type fate byte

const (
	unwanted fate = iota // it does not belong to the run
	streamed             // by the stream, all of them
	joined               // by the stream, but for those that it had when it became a partition of a table that is published
	again                // copied once more at the end
	newcomer             // not at all: it came when the copy had begun
)

// shapes are the tables of both sides at one moment.
type shapes struct {
	definitions
	identities  map[catalog.OID]catalog.ReplicaIdentity // of the source
	published   map[catalog.OID]bool
	known       map[catalog.OID]catalog.ReplicaIdentity // as they were when the slot was made
	knownNames  map[catalog.Name]bool
	streamable  map[catalog.OID]bool
	wanted      map[catalog.OID]bool
	filtered    map[catalog.OID]string // only rows for which this holds are wanted
	here        []catalog.TableShape
	hereByOID   map[catalog.OID]*catalog.TableShape
	hereByName  map[catalog.Name]*catalog.TableShape
	thereByName map[catalog.Name]*catalog.TableShape
}

// read looks at both sides.
func (d definitions) read(ctx context.Context, source, target *pgx.Conn) (*shapes, error) {
	s := &shapes{definitions: d, identities: map[catalog.OID]catalog.ReplicaIdentity{}, known: map[catalog.OID]catalog.ReplicaIdentity{},
		knownNames: map[catalog.Name]bool{}, streamable: map[catalog.OID]bool{}, wanted: map[catalog.OID]bool{}}
	identities, err := catalog.ReadReplicaIdentities(ctx, source, d.source)
	if err != nil {
		return nil, err
	}
	if s.published, err = logical.Published(ctx, source, d.publication); err != nil {
		return nil, err
	}
	if s.here, err = catalog.ReadTableShapes(ctx, source, d.source); err != nil {
		return nil, err
	}
	there, err := catalog.ReadTableShapes(ctx, target, d.target)
	if err != nil {
		return nil, err
	}
	for _, identity := range identities {
		s.identities[identity.OID] = identity
	}
	s.hereByOID, s.hereByName = map[catalog.OID]*catalog.TableShape{}, map[catalog.Name]*catalog.TableShape{}
	for i := range s.here {
		s.hereByOID[s.here[i].OID], s.hereByName[s.here[i].Name] = &s.here[i], &s.here[i]
	}
	s.thereByName = map[catalog.Name]*catalog.TableShape{}
	for i := range there {
		s.thereByName[there[i].Name] = &there[i]
	}
	s.remember()
	s.choose()
	return s, nil
}

// remember notes what was published when the slot was made.
func (s *shapes) remember() {
	for _, tables := range [][]catalog.ReplicaIdentity{s.selection.Publish, s.selection.InsertOnly, s.selection.Parts, s.selection.Again} {
		for _, table := range tables {
			s.known[table.OID], s.knownNames[table.Name] = table, true
			s.streamable[table.OID] = true
		}
	}
	for _, table := range s.selection.Again {
		delete(s.streamable, table.OID)
	}
}

// choose applies the run's filters to the tables of now.
func (s *shapes) choose() {
	facts := &catalog.Facts{Server: s.source}
	schemas := map[string]bool{}
	for i, table := range s.here {
		facts.Tables = append(facts.Tables, catalog.Table{OID: table.OID, Name: table.Name, Partitioned: table.PartitionKey != ""})
		if parent := s.hereByName[table.Parent()]; parent != nil {
			facts.Inheritances = append(facts.Inheritances, catalog.Inheritance{Child: table.OID, Parent: parent.OID, Name: parent.Name, Partition: true})
		}
		if !schemas[table.Schema] {
			schemas[table.Schema] = true
			facts.Schemas = append(facts.Schemas, catalog.Schema{OID: catalog.OID(i + 1), Name: table.Schema})
		}
	}
	choice := filter.Choose(facts, s.filter)
	for _, table := range choice.Facts.Tables {
		s.wanted[table.OID] = !choice.NoRows[table.OID]
	}
	s.filtered = choice.Where
}

// fate tells how a table's rows come.
func (s *shapes) fate(oid catalog.OID) fate {
	table, known := s.identities[oid]
	_, wasThere := s.known[oid]
	published := s.published[oid] || table.Root != 0 && s.published[table.Root]
	switch {
	case !known || !s.wanted[oid]:
		return unwanted
	case s.filtered[oid] != "": // such a table is not followed
		return again
	case published && !table.Unlogged && s.streamable[oid]:
		return streamed
	case published && !table.Unlogged && !wasThere:
		return joined
	case wasThere || s.knownNames[table.Name]:
		return again
	}
	return newcomer
}

// nameOf is a table's name on the target.
func (s *shapes) nameOf(oid catalog.OID) catalog.Name { return s.schemas.Name(s.hereByOID[oid].Name) }
