package ddl

import (
	"container/heap"
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// ErrLoop is a loop of objects that need each other and that no stub can cut.
var ErrLoop = errors.New("objects need each other in a loop")

// Order returns the statements in an order in which each finds what it needs, and in the order of their phases. A
// statement that needs one of a later phase (a view over a GROUP BY that leans on a primary key) moves into that phase.
// The order depends on the objects alone, not on their OIDs. The statements are Order's from now on.
func Order(statements []*Statement, depends []catalog.Depend) ([]*Statement, error) {
	g := newGraph(statements, depends)
	g.lift()
	return g.sort()
}

// graph is the statements and who waits for whom, by index.
type graph struct {
	nodes   []*Statement
	needs   [][]int
	wanted  [][]int // the reverse of needs
	missing []int   // how many needs are not there yet
	placed  []bool
	stubbed []bool
	places  []int // where in the order each, or its stub, came
	ready   readyHeap
}

func newGraph(statements []*Statement, depends []catalog.Depend) *graph {
	n := len(statements)
	g := &graph{nodes: statements, needs: make([][]int, n), wanted: make([][]int, n),
		missing: make([]int, n), placed: make([]bool, n), stubbed: make([]bool, n), places: make([]int, n)}
	g.ready.graph = g
	provider := providers(statements, depends)
	edges := catalog.NeedsOf(depends)
	drawn := make([]int, n)
	for i := range g.nodes {
		g.connect(i, provider, edges, drawn)
	}
	return g
}

// providers maps each ID to the statement that makes it. A member of an extension is made by the extension, unless users
// may have added to it: then it is there when that is.
func providers(statements []*Statement, depends []catalog.Depend) map[catalog.ID]int {
	provider := make(map[catalog.ID]int, 2*len(statements))
	for i, statement := range statements {
		for _, id := range statement.Makes {
			provider[id] = i
		}
	}
	for _, d := range depends {
		if extension, found := provider[d.Needs()]; found && d.Kind == catalog.DependsAsMember {
			if made, found := provider[d.Object()]; !found || len(statements[made].Lacking) == 0 {
				provider[d.Object()] = extension
			}
		}
	}
	return provider
}

// connect draws the edges from one statement to those it needs, each once: drawn holds for each statement the last, counted
// from 1, that an edge comes from.
func (g *graph) connect(i int, provider map[catalog.ID]int, edges catalog.Needs, drawn []int) {
	need := func(id catalog.ID) {
		j, found := provider[id]
		if !found || j == i || drawn[j] == i+1 {
			return
		}
		drawn[j] = i + 1
		g.needs[i] = append(g.needs[i], j)
		g.wanted[j] = append(g.wanted[j], i)
	}
	for _, made := range g.nodes[i].Makes {
		for _, depend := range edges.Of(made) {
			id := depend.Needs()
			need(id)
		}
	}
	for _, id := range g.nodes[i].After {
		need(id)
	}
	g.missing[i] = len(g.needs[i])
}

// lift moves statements into the phase of the latest thing they need. A table cannot wait for what comes after its rows:
// where it needs a view that was lifted, the view's stub stays behind in the early phase.
func (g *graph) lift() {
	var queue []int
	for i := range g.nodes {
		queue = append(queue, i)
	}
	for len(queue) > 0 {
		j := queue[0]
		queue = queue[1:]
		for _, i := range g.wanted[j] {
			if g.nodes[i].Phase < g.nodes[j].Phase && g.nodes[i].Kind != KindTable {
				g.nodes[i].Phase = liftedPhase(g.nodes[i].Kind, g.nodes[j].Phase)
				queue = append(queue, i)
			}
		}
	}
}

// liftedPhase is where a statement goes that needs one of a phase: the phases of indexes and constraints are for these
// alone, all else follows them.
func liftedPhase(kind Kind, needed Phase) Phase {
	switch kind {
	case KindIndex, KindIndexAttach, KindConstraint, KindForeignKey:
		return needed
	}
	if needed < PostData {
		return PostData
	}
	return needed
}

// sort places ready statements, the earliest phase and kind first, and cuts a loop where one holds up a phase.
func (g *graph) sort() ([]*Statement, error) {
	for i, missing := range g.missing {
		if missing == 0 {
			g.ready.indexes = append(g.ready.indexes, i)
		}
	}
	heap.Init(&g.ready)
	waiting := newPhaseCount(g.nodes)
	ordered := make([]*Statement, 0, len(g.nodes))
	for waiting.total > 0 {
		if g.ready.Len() == 0 || g.nodes[g.ready.indexes[0]].Phase > waiting.earliest() {
			stub, err := g.cut(waiting.earliest())
			if err != nil {
				return nil, err
			}
			g.provideStub(stub, len(ordered))
			g.nodes[stub].Place = len(ordered)
			ordered = append(ordered, g.nodes[stub].stub(waiting.earliest()))
			continue
		}
		i := heap.Pop(&g.ready).(int)
		g.placed[i] = true
		if g.stubbed[i] && g.nodes[i].Rest != "" {
			g.nodes[i].SQL = g.nodes[i].Rest
		}
		waiting.place(g.nodes[i].Phase)
		for _, j := range g.needs[i] {
			g.nodes[i].Needs = append(g.nodes[i].Needs, g.places[j])
		}
		g.provide(i, len(ordered))
		g.nodes[i].Place = len(ordered)
		ordered = append(ordered, g.nodes[i])
	}
	return ordered, nil
}

// provide tells those that wait for a statement that it is there, and where.
func (g *graph) provide(i, place int) {
	g.places[i] = place
	for _, waiter := range g.wanted[i] {
		g.arrive(waiter)
	}
}

// arrive counts down what a statement waits for.
func (g *graph) arrive(waiter int) {
	g.missing[waiter]--
	if g.missing[waiter] == 0 {
		heap.Push(&g.ready, waiter)
	}
}

// provideStub tells those that can do with a stub that it is there. All others go on waiting for the real statement: no
// table can have a column of a shell type.
func (g *graph) provideStub(i, place int) {
	suits := g.suits(i)
	var others []int
	for _, waiter := range g.wanted[i] {
		if !suits(waiter) {
			others = append(others, waiter)
			continue
		}
		g.needs[waiter] = slices.DeleteFunc(g.needs[waiter], func(need int) bool { return need == i })
		g.nodes[waiter].Needs = append(g.nodes[waiter].Needs, place)
		g.arrive(waiter)
	}
	g.wanted[i] = others
	g.nodes[i].Needs = append(g.nodes[i].Needs, place)
}

// suits tells which statements can do with the stub of one: those that it itself waits for, and those of an earlier phase.
func (g *graph) suits(i int) func(waiter int) bool {
	awaited := map[int]bool{}
	queue := []int{i}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, need := range g.needs[at] {
			if !g.placed[need] && !awaited[need] {
				awaited[need] = true
				queue = append(queue, need)
			}
		}
	}
	return func(waiter int) bool { return awaited[waiter] || g.nodes[waiter].Phase < g.nodes[i].Phase }
}

// cut finds what holds up a phase and chooses the statement whose stub is to stand in for it.
func (g *graph) cut(phase Phase) (int, error) {
	path := g.holdUp(phase)
	best := -1
	for at, i := range path {
		waiter := path[(at+len(path)-1)%len(path)]
		if g.nodes[i].Stub == "" || g.stubbed[i] || !slices.Contains(g.needs[waiter], i) || !g.suits(i)(waiter) {
			continue
		}
		if best < 0 || g.stubsBefore(i, best) {
			best = i
		}
	}
	if best < 0 {
		return 0, g.loopError(path)
	}
	g.stubbed[best] = true
	return best, nil
}

// stubsBefore prefers stubs that are not of functions: a function's has its arguments and its result, which may be rows of a
// view in the loop.
func (g *graph) stubsBefore(i, j int) bool {
	if ofFunction := g.nodes[i].Kind == KindFunction; ofFunction != (g.nodes[j].Kind == KindFunction) {
		return !ofFunction
	}
	return g.before(i, j)
}

// stub returns the statement that makes the shell.
func (s Statement) stub(phase Phase) *Statement {
	s.SQL, s.Phase, s.Needs = s.Stub, phase, nil
	return &s
}

// holdUp walks from the first statement of a phase that is not placed along what it waits for, until it meets
// itself or something of a later phase.
func (g *graph) holdUp(phase Phase) []int {
	at := -1
	for i := range g.nodes {
		if !g.placed[i] && g.nodes[i].Phase == phase && (at < 0 || g.before(i, at)) {
			at = i
		}
	}
	position := map[int]int{}
	var path []int
	for at >= 0 {
		if start, met := position[at]; met {
			return path[start:]
		}
		position[at] = len(path)
		path = append(path, at)
		at = g.firstMissing(at)
	}
	return path
}

// firstMissing returns a need that is not there, or -1.
func (g *graph) firstMissing(i int) int {
	for _, j := range g.needs[i] {
		if !g.placed[j] {
			return j
		}
	}
	return -1
}

func (g *graph) loopError(path []int) error {
	var names []string
	for _, i := range path {
		names = append(names, g.nodes[i].Name)
	}
	return fmt.Errorf("%w: %s", ErrLoop, strings.Join(names, " needs "))
}

// before is the order of statements where nothing else decides.
func (g *graph) before(i, j int) bool {
	a, b := g.nodes[i], g.nodes[j]
	if a.Phase != b.Phase {
		return a.Phase < b.Phase
	}
	if a.Kind != b.Kind {
		return a.Kind < b.Kind
	}
	if a.Name != b.Name {
		return a.Name < b.Name
	}
	return i < j
}

// readyHeap holds the statements that nothing is missing for.
type readyHeap struct {
	graph   *graph
	indexes []int
}

func (h *readyHeap) Len() int           { return len(h.indexes) }
func (h *readyHeap) Less(i, j int) bool { return h.graph.before(h.indexes[i], h.indexes[j]) }
func (h *readyHeap) Swap(i, j int)      { h.indexes[i], h.indexes[j] = h.indexes[j], h.indexes[i] }
func (h *readyHeap) Push(x any)         { h.indexes = append(h.indexes, x.(int)) }
func (h *readyHeap) Pop() any {
	last := len(h.indexes) - 1
	x := h.indexes[last]
	h.indexes = h.indexes[:last]
	return x
}

// phaseCount counts the statements of each phase that are not placed yet.
type phaseCount struct {
	counts [Database - Cluster + 1]int
	total  int
}

func newPhaseCount(nodes []*Statement) *phaseCount {
	c := &phaseCount{total: len(nodes)}
	for _, node := range nodes {
		c.counts[node.Phase-Cluster]++
	}
	return c
}

func (c *phaseCount) place(phase Phase) { c.counts[phase-Cluster]--; c.total-- }

// earliest returns the first phase that still has statements.
func (c *phaseCount) earliest() Phase {
	for place, count := range c.counts {
		if count > 0 {
			return Cluster + Phase(place)
		}
	}
	return Database
}
