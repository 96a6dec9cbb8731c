package plan

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
	"copydb/ddl"
)

// Options are the user's choices that shape a plan.
type Options struct {
	DDL              ddl.Options
	DropIfExists     bool
	SkipLargeObjects bool
	Statistics       Origin
	Split            Split
	// Parts are those of tables that are split, by the table's name in SQL. Whoever knows the source's disk sets them.
	Parts map[string][]copyproto.Part
	Only  Only
	// MapSchemas renames schemas on their way to the target.
	MapSchemas Schemas
	// There names what is on the target already, of what a part that fills in would make.
	There  []string
	Filter filter.Filter
	// Spends lets go of the facts that are needed no more, while the plan is built: afterwards they have no columns, indexes and
	// dependencies, and of constraints foreign keys alone. They are the most that a run holds.
	Spends bool `json:"-"`
}

// batchSize bounds the statements of one transaction, and so the locks it holds (max_locks_per_transaction).
const batchSize = 200

// Build plans a run that makes again on a target what the options choose of the database of facts.
func Build(given *catalog.Facts, target catalog.Server, options Options) (*Plan, error) {
	if options.Only == Roles {
		options.DDL.Roles, options.DDL.RolesOnly = true, true
	}
	choice := filter.Choose(options.DDL.ByHand.Facts(given), options.Filter)
	facts := choice.Facts
	all, losses := ddl.Statements(facts, target, options.DDL)
	made := makes(all, catalog.ClassRelation, catalog.ClassExtension)
	statements, losses := options.Only.choose(all, losses)
	options.MapSchemas.Rename(statements)
	ordered, err := ddl.Order(options.without(statements), facts.Depends)
	if err != nil {
		return nil, fmt.Errorf("ordering the statements: %w", err)
	}
	b := newBuilder(facts, ordered, options)
	b.given = given
	b.spend(func(f *catalog.Facts) { f.Depends, f.Constraints = nil, foreignKeys(f.Constraints) })
	b.target, b.made, b.plan.Losses, b.plan.Choice = target, made, losses, choice
	b.drops()
	b.batches(Cluster, ddl.Cluster)
	b.batches(PreData, ddl.PreData)
	b.rows()
	b.spend(func(f *catalog.Facts) { f.Columns = nil })
	b.indexes()
	b.spend(func(f *catalog.Facts) { f.Indexes = nil })
	b.constraints()
	b.vacuums()
	b.statistics()
	b.foreignKeys()
	b.batches(PostData, ddl.PostData)
	b.batches(Ownership, ddl.Ownership)
	b.refreshes()
	b.batches(SwitchOn, ddl.SwitchOn)
	b.batches(Final, ddl.Final)
	b.batches(Database, ddl.Database)
	return b.plan, nil
}

// without returns the statements but for those that would make what is there already.
func (o Options) without(statements []*ddl.Statement) []*ddl.Statement {
	there := map[string]bool{}
	for _, name := range o.There {
		there[name] = true
	}
	return slices.DeleteFunc(statements, func(s *ddl.Statement) bool { return there[s.Name] })
}

// makes returns what statements make of some catalogs.
func makes(statements []*ddl.Statement, classes ...catalog.Class) map[catalog.ID]bool {
	made := map[catalog.ID]bool{}
	for _, statement := range statements {
		for _, id := range statement.Makes {
			if slices.Contains(classes, id.Class) {
				made[id] = true
			}
		}
	}
	return made
}

// builder collects the steps of a plan.
type builder struct {
	given      *catalog.Facts
	facts      *catalog.Facts // of what is chosen
	options    Options
	target     catalog.Server
	plan       *Plan
	ordered    []*ddl.Statement
	stepOf     []int               // the step that runs each statement
	made       map[catalog.ID]bool // the relations and extensions that the target can have
	tables     map[catalog.OID]*Table
	copies     map[catalog.OID][]int // the steps that move a table's rows
	indexed    map[catalog.OID][]int // the steps that build its indexes
	bound      map[catalog.OID][]int // the steps that add its constraints
	ids        map[string]int
	indexCount map[catalog.OID]int           // of a table's indexes
	children   map[catalog.OID][]catalog.OID // the relations that inherit from each
	whole      map[catalog.OID]catalog.OID   // the table that each partition is one of
	complete   int                           // the step that needs the rows of all tables, or -1
	barrier    int                           // the last step of the phase that everything later needs, or -1
}

func newBuilder(facts *catalog.Facts, ordered []*ddl.Statement, options Options) *builder {
	b := &builder{
		facts:      facts,
		options:    options,
		plan:       &Plan{Steps: make([]Step, 0, stepsAtLeast(facts, ordered))},
		ordered:    ordered,
		stepOf:     make([]int, len(ordered)),
		tables:     map[catalog.OID]*Table{},
		copies:     map[catalog.OID][]int{},
		indexed:    map[catalog.OID][]int{},
		bound:      map[catalog.OID][]int{},
		ids:        map[string]int{},
		indexCount: map[catalog.OID]int{},
		children:   map[catalog.OID][]catalog.OID{},
		whole:      map[catalog.OID]catalog.OID{},
		complete:   -1,
		barrier:    -1,
	}
	for _, index := range facts.Indexes {
		b.indexCount[index.Relation]++
	}
	for _, inheritance := range facts.Inheritances {
		b.children[inheritance.Parent] = append(b.children[inheritance.Parent], inheritance.Child)
		if inheritance.Partition {
			b.whole[inheritance.Child] = inheritance.Parent
		}
	}
	return b
}

// spend lets go of facts, where the options say so.
func (b *builder) spend(let func(*catalog.Facts)) {
	if b.options.Spends {
		let(b.given)
		let(b.facts)
	}
}

// foreignKeys returns those of some constraints.
func foreignKeys(constraints []catalog.Constraint) (keys []catalog.Constraint) {
	for i := range constraints {
		if constraints[i].ForeignRelation != 0 {
			keys = append(keys, constraints[i])
		}
	}
	return keys
}

// stepsAtLeast returns about how many steps there will be: each is large, and to make place for more and more of them would
// take twice as much. An index, a key and a foreign key has a step of its own, and of a table its rows and its statistics.
func stepsAtLeast(facts *catalog.Facts, ordered []*ddl.Statement) int {
	const few = 64
	steps := few + 2*len(facts.Tables) + 2*len(ordered)/batchSize
	for i := range ordered {
		switch ordered[i].Phase {
		case ddl.Index, ddl.Constraint, ddl.ForeignKey, ddl.Refresh:
			steps++
		}
	}
	return steps
}

// add appends a step, which also needs the barrier, and returns its place.
func (b *builder) add(step Step) int {
	b.ids[step.ID]++
	if n := b.ids[step.ID]; n > 1 {
		step.ID = fmt.Sprintf("%s (%d)", step.ID, n)
	}
	if b.barrier >= 0 {
		step.Needs = append(step.Needs, b.barrier)
	}
	step.Needs = unique(step.Needs)
	step.Place = len(b.plan.Steps)
	b.plan.Steps = append(b.plan.Steps, step)
	return step.Place
}

// addStatement appends a step of one statement, which needs the steps of what the statement needs.
func (b *builder) addStatement(place int, step Step) int {
	statement := b.ordered[place]
	step.ID = statement.Name
	step.Statements = b.ordered[place : place+1 : place+1]
	for _, need := range statement.Needs {
		step.Needs = append(step.Needs, b.stepOf[need])
	}
	b.stepOf[place] = b.add(step)
	return b.stepOf[place]
}

// places returns the places of a phase's statements.
func (b *builder) places(phase ddl.Phase) []int {
	var places []int
	for place := range b.ordered {
		if b.ordered[place].Phase == phase {
			places = append(places, place)
		}
	}
	return places
}

// batches appends the statements of a phase in batches, each needing the one before, the first needing everything. Of those
// that rows need, some can run beside each other.
func (b *builder) batches(kind Kind, phase ddl.Phase) {
	batches := b.cutBatches(b.places(phase))
	for i, batch := range batches {
		step := Step{ID: fmt.Sprintf("%s %d", kind, i+1), Kind: kind}
		first, end := batch[0], batch[len(batch)-1]+1 // a phase's statements stand together
		step.Statements = b.ordered[first:end:end]
		for _, place := range batch {
			b.stepOf[place] = len(b.plan.Steps)
		}
		if kind == PreData && i < len(batches)-1 && b.standsAlone(batch) {
			b.add(step)
		} else {
			b.addBarrier(step)
		}
	}
}

// standsAlone says whether a batch can run beside those since the barrier: what its statements need of them, or of any
// relation, is in the batch itself. Who makes a child locks the parent, and two who make children of two parents could wait
// for each other for ever. Schemas are needed without a word. And what is named like an array type wants to be alone, since others may be about to take that name.
func (b *builder) standsAlone(batch []int) bool {
	own := map[int]bool{}
	for _, place := range batch {
		own[place] = true
	}
	for _, place := range batch {
		statement := b.ordered[place]
		if statement.Alone || statement.Kind == ddl.KindSchema || strings.Contains(statement.Name, "._") {
			return false
		}
		for _, need := range b.ordered[place].Needs {
			if !own[need] && (b.stepOf[need] > b.barrier || b.ordered[need].Object.Class == catalog.ClassRelation) {
				return false
			}
		}
	}
	return true
}

// cutBatches cuts places into batches. A statement that refuses a transaction is a batch of its own.
func (b *builder) cutBatches(places []int) [][]int {
	var batches [][]int
	full := true // the last batch takes no more
	for _, place := range places {
		alone := b.ordered[place].Alone
		if full || alone {
			batches = append(batches, nil)
		}
		last := &batches[len(batches)-1]
		*last = append(*last, place)
		full = alone || len(*last) == batchSize
	}
	return batches
}

// addBarrier appends a step that needs all before it and that all after it need.
func (b *builder) addBarrier(step Step) {
	for place := b.barrier + 1; place < len(b.plan.Steps); place++ {
		step.Needs = append(step.Needs, place)
	}
	b.barrier = b.add(step)
}

// drops appends what --drop-if-exists asks for, the last made first.
func (b *builder) drops() {
	if !b.options.DropIfExists {
		return
	}
	var drops []*ddl.Statement
	for place := len(b.ordered) - 1; place >= 0; place-- {
		if b.ordered[place].Drop != "" {
			drop := *b.ordered[place]
			drop.SQL = drop.Drop
			drops = append(drops, &drop)
		}
	}
	for first := 0; first < len(drops); first += batchSize {
		id := fmt.Sprintf("%s %d", Drop, first/batchSize+1)
		b.addBarrier(Step{ID: id, Kind: Drop, Statements: drops[first:min(first+batchSize, len(drops))]})
	}
}

// unique removes repeated places, keeping their order.
func unique(places []int) []int {
	seen := make(map[int]bool, len(places))
	kept := places[:0]
	for _, place := range places {
		if !seen[place] {
			seen[place] = true
			kept = append(kept, place)
		}
	}
	return kept
}
