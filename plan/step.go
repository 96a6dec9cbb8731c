package plan

import (
	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
	"copydb/ddl"
)

// Kind is what a step does.
type Kind string

// The kinds of steps. Drop to Database are the phases of a run as people see them, in this order.
const (
	Drop         Kind = "drop"
	Cluster      Kind = "cluster"
	PreData      Kind = "pre-data"
	Copy         Kind = "copy"
	LargeObjects Kind = "large objects"
	Sequences    Kind = "sequences"
	Index        Kind = "index"
	Constraint   Kind = "constraints"
	Vacuum       Kind = "vacuum"
	Statistics   Kind = "statistics"
	Analyze      Kind = "analyze"
	ForeignKey   Kind = "foreign keys"
	PostData     Kind = "post-data"
	Ownership    Kind = "ownership"
	// What a run that follows brings over when it has reached its end, since the stream does not carry it.
	CopyAgain      Kind = "copy again"
	ObjectsAgain   Kind = "large objects again"
	SequencesAgain Kind = "sequences again"
	Refresh        Kind = "refresh"
	SwitchOn       Kind = "switch on"
	Final          Kind = "final"
	Database       Kind = "database"
)

// Kinds lists all kinds in the order of their phases.
func Kinds() []Kind {
	return []Kind{Drop, Cluster, PreData, Copy, LargeObjects, Sequences, Index, Constraint, Vacuum, Statistics, Analyze,
		ForeignKey, PostData, Ownership, CopyAgain, ObjectsAgain, SequencesAgain, Refresh, SwitchOn, Final, Database}
}

// Class is which workers a step is for.
type Class int

// The classes.
const (
	// TargetOnly steps need one session on the target.
	TargetOnly Class = iota
	// BothSides steps need a session on each side.
	BothSides
)

// Class returns which workers the kind is for.
func (k Kind) Class() Class {
	switch k {
	case Copy, LargeObjects, Sequences, Statistics, CopyAgain, ObjectsAgain, SequencesAgain:
		return BothSides
	}
	return TargetOnly
}

// IsLoose says whether steps of the kind depend on how much tables hold just now: a plan of the same definitions may have
// others. They may be done twice.
func (k Kind) IsLoose() bool { return k == Statistics || k == Analyze }

// Step is the smallest thing that is done or not done. There may be hundreds of thousands.
type Step struct {
	// ID names the step in the journal, for as long as the run is not finished, and to people.
	ID   string
	Kind Kind
	// Place is where the step stands in Plan.Steps.
	Place int
	// Needs lists the steps, by their place in Plan.Steps, that must be done first.
	Needs []int
	// Weight is how much there is to do, in bytes of the table; the heaviest ready step of a class goes first.
	Weight int64
	// Tables lists the relations that no other step with Tables may work on at the same time.
	Tables []catalog.OID
	// Statements are what a step of DDL runs, in one transaction.
	Statements []*ddl.Statement
	// Table is what a Copy, an Index, a Constraint, a Vacuum or an Analyze is about; nil elsewhere.
	Table *Table
	// SortBytes is the estimated size of an Index whose keys are compared where they lie, as texts are, and not in a sort's
	// own array; 0 of others.
	SortBytes int64
	// Part is what a Copy moves of its table; nil where it is the whole.
	Part  *copyproto.Part
	batch *batch
}

// batch is what a step is about that is about many things at once; others have none.
type batch struct {
	statisticsOf []*Table
	largeObjects []catalog.OID
}

// StatisticsOf returns the tables whose statistics a step of that kind copies.
func (s *Step) StatisticsOf() []*Table {
	if s.batch == nil {
		return nil
	}
	return s.batch.statisticsOf
}

// LargeObjects returns what a step of that kind moves.
func (s *Step) LargeObjects() []catalog.OID {
	if s.batch == nil {
		return nil
	}
	return s.batch.largeObjects
}

// Rows are what a Copy moves of its table.
func (s *Step) Rows() copyproto.Part {
	if s.Part == nil {
		return copyproto.Part{}
	}
	return *s.Part
}

// IsWhole says whether a Copy moves all rows of its table.
func (s *Step) IsWhole() bool { return s.Part == nil }

// smallBytes is the size on the source's disk up to which a table is small.
const smallBytes = 256 << 10

// IsSmall says that the step takes less time than a round trip and a commit do: it is best done in one transaction with others
// of its kind. It locks no relation but its Table and those in Tables.
func (s *Step) IsSmall() bool {
	switch s.Kind {
	case Copy:
		return s.IsWhole() && !s.Table.Adds && s.Table.Bytes <= smallBytes
	case Index, Constraint:
		return s.Table != nil && s.Table.Bytes <= smallBytes && len(s.Statements) == 1 && !s.Statements[0].AllRows &&
			s.Statements[0].Kind != ddl.KindIndexAttach
	case Analyze:
		return s.Table.Bytes <= smallBytes
	case ForeignKey:
		return s.Weight <= smallBytes
	}
	return false
}

// Table is a table whose rows are copied, or a materialized view whose indexes are built.
type Table struct {
	OID   catalog.OID
	Name  catalog.Name
	Copy  copyproto.Table
	Bytes int64 // estimated
	Parts int
	// Target is its name on the target.
	Target catalog.Name
	// Empty says that the snapshot shows no row of it, whatever has become of it since.
	Empty bool
	// Adds says that the rows are added to a table that is there already, perhaps with rows from its extension.
	Adds bool
}

// Sequence is a sequence whose value is copied.
type Sequence struct {
	OID catalog.OID
	catalog.Name
	Target catalog.Name // on the target
}

// Plan is the graph of a run's steps. A step's needs come before it in Steps.
type Plan struct {
	Steps     []Step
	Tables    []*Table
	Sequences []Sequence
	Losses    []ddl.Loss
	// Choice is what of the source the plan is about.
	Choice *filter.Choice
}

// Bytes returns the estimated size of all tables whose rows are copied.
func (p *Plan) Bytes() int64 {
	var bytes int64
	for _, table := range p.Tables {
		bytes += table.Bytes
	}
	return bytes
}

// Statements returns all statements in the order of the steps.
func (p *Plan) Statements() []*ddl.Statement {
	var statements []*ddl.Statement
	for _, step := range p.Steps {
		statements = append(statements, step.Statements...)
	}
	return statements
}
