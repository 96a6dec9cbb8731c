package drift

import (
	"context"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/logical"
	"copydb/plan"
)

// Definitions is what it takes to say whether the tables of both sides still fit together.
type Definitions struct {
	Source, Target catalog.Server
	Selection      logical.Selection // as it was when the slot was made
	Publication    string
	Filter         filter.Filter
	Schemas        plan.Schemas
	Built          map[catalog.Name]catalog.Build // the tables of the source, when their copies began
	Bare           bool                           // the target's tables were made by somebody else, as they liked
}

// Shapes are the tables of both sides at one moment.
type Shapes struct {
	Definitions
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
	hereByThere map[catalog.Name]*catalog.TableShape // by the names that they have on the target
	thereByName map[catalog.Name]*catalog.TableShape
}

// Read looks at both sides, by sessions of theirs.
func (d Definitions) Read(ctx context.Context, source, target *pgx.Conn) (*Shapes, error) {
	s := &Shapes{Definitions: d, identities: map[catalog.OID]catalog.ReplicaIdentity{}, known: map[catalog.OID]catalog.ReplicaIdentity{},
		knownNames: map[catalog.Name]bool{}, streamable: map[catalog.OID]bool{}, wanted: map[catalog.OID]bool{}}
	identities, err := catalog.ReadReplicaIdentities(ctx, source, d.Source)
	if err != nil {
		return nil, err
	}
	if s.published, err = logical.Published(ctx, source, d.Publication); err != nil {
		return nil, err
	}
	if s.here, err = catalog.ReadTableShapes(ctx, source, d.Source); err != nil {
		return nil, err
	}
	there, err := catalog.ReadTableShapes(ctx, target, d.Target)
	if err != nil {
		return nil, err
	}
	for _, identity := range identities {
		s.identities[identity.OID] = identity
	}
	s.index(there)
	s.remember()
	s.choose()
	return s, nil
}

// index finds tables by their names and OIDs.
func (s *Shapes) index(there []catalog.TableShape) {
	s.hereByOID, s.hereByName = map[catalog.OID]*catalog.TableShape{}, map[catalog.Name]*catalog.TableShape{}
	s.hereByThere, s.thereByName = map[catalog.Name]*catalog.TableShape{}, map[catalog.Name]*catalog.TableShape{}
	for i := range s.here {
		table := &s.here[i]
		s.hereByOID[table.OID], s.hereByName[table.Name], s.hereByThere[s.Schemas.Name(table.Name)] = table, table, table
	}
	for i := range there {
		s.thereByName[there[i].Name] = &there[i]
	}
}

// remember notes what was published when the slot was made.
func (s *Shapes) remember() {
	for _, tables := range [][]catalog.ReplicaIdentity{s.Selection.Publish, s.Selection.InsertOnly, s.Selection.Parts, s.Selection.Again} {
		for _, table := range tables {
			s.known[table.OID], s.knownNames[table.Name] = table, true
			s.streamable[table.OID] = true
		}
	}
	for _, table := range s.Selection.Again {
		delete(s.streamable, table.OID)
	}
}

// choose applies the run's filters to the tables of now.
func (s *Shapes) choose() {
	facts := &catalog.Facts{Server: s.Source}
	schemas := map[string]bool{}
	for i, table := range s.here {
		facts.Tables = append(facts.Tables, catalog.BareTable(table.OID, table.Name, table.PartitionKey != ""))
		if parent := s.hereByName[table.Parent()]; parent != nil {
			facts.Inheritances = append(facts.Inheritances, catalog.Inheritance{Child: table.OID, Parent: parent.OID, Name: parent.Name, Partition: true})
		}
		if !schemas[table.Schema] {
			schemas[table.Schema] = true
			facts.Schemas = append(facts.Schemas, catalog.Schema{OID: catalog.OID(i + 1), Name: table.Schema})
		}
	}
	choice := filter.Choose(facts, s.Filter)
	for _, table := range choice.Facts.Tables {
		s.wanted[table.OID] = !choice.NoRows[table.OID]
	}
	s.filtered = choice.Where
}

// nameOf is a table's name on the target.
func (s *Shapes) nameOf(oid catalog.OID) catalog.Name { return s.Schemas.Name(s.hereByOID[oid].Name) }
