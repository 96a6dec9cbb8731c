package verify

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"copydb/catalog"
	"copydb/plan"
)

// comparison is one under way.
type comparison struct {
	source, target *side
	schemas        plan.Schemas
	compared       func(Item)
	sameEncoding   bool

	mu    sync.Mutex
	items []*Item
	large *Item // the large objects
}

func newComparison(source, target *side, config Config) *comparison {
	compared := config.Compared
	if compared == nil {
		compared = func(Item) {}
	}
	return &comparison{source: source, target: target, schemas: config.Schemas, compared: compared,
		sameEncoding: source.facts.Server.Encoding == target.facts.Server.Encoding}
}

// settle adds an item of which everything is known.
func (c *comparison) settle(item *Item) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = append(c.items, item)
	c.compared(*item)
}

// pairRelations queues what has to be read of the relations that both sides have.
func (c *comparison) pairRelations() {
	ours, theirs := relations(c.source.choice), relations(c.target.choice)
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		relation := ours[name]
		item := &Item{Object: relation.kind + " " + relation.name.Plain()}
		named := c.schemas.Name(relation.name).String()
		twin, there := theirs[named]
		delete(theirs, named)
		if !there || twin.kind != relation.kind {
			item.Missing = catalog.Target
			c.settle(item)
			continue
		}
		c.pair(item, relation, twin)
	}
	for _, relation := range theirs {
		c.settle(&Item{Object: relation.kind + " " + relation.name.Plain(), Missing: catalog.Source})
	}
}

// pair queues what has to be read of a relation: the same columns on both sides, in the source's order.
func (c *comparison) pair(item *Item, relation, twin relation) {
	if missing := lacking(relation.columns, twin.columns); missing != "" {
		item.Differs = fmt.Sprintf("column %s is missing on the target", missing)
	} else if missing := lacking(twin.columns, relation.columns); missing != "" {
		item.Differs = fmt.Sprintf("column %s is missing on the source", missing)
	}
	if item.Differs != "" {
		c.settle(item)
		return
	}
	twin.columns = relation.columns
	item.Rows = true
	pending := &pending{comparison: c, item: item, source: &item.Source, target: &item.Target}
	pending.queue(c.source, c.lines(c.source, relation), pending.source, relation.bytes)
	pending.queue(c.target, c.lines(c.target, twin), pending.target, twin.bytes)
}

// lines returns the queries for a relation's rows on a side, one a part.
func (c *comparison) lines(s *side, relation relation) []string {
	var queries []string
	for _, part := range relation.parts(s.facts.Server) {
		queries = append(queries, rowLines(relation, part, s.facts.Server.Encoding))
	}
	return queries
}

// lacking returns the first column whose name is not among others, "" where all are.
func lacking(columns, others []catalog.Column) string {
	for _, column := range columns {
		if !slices.ContainsFunc(others, func(other catalog.Column) bool { return other.Name == column.Name }) {
			return column.Name
		}
	}
	return ""
}

// pending is an item of which parts are still to be read.
type pending struct {
	*comparison
	item           *Item
	source, target *Sum
	left           int
	problem        string // why it cannot be compared
}

// queue gives a side the queries whose lines add up to a sum.
func (p *pending) queue(s *side, lines []string, to *Sum, bytes int64) {
	p.left += len(lines)
	for _, query := range lines {
		s.queue = append(s.queue, task{
			object: p.item.Object,
			sql:    sumQuery(query, p.sameEncoding),
			weight: bytes / int64(len(lines)),
			done:   func(part *Sum) { p.add(to, part) },
			unread: func(err error) { p.unread(s.Side, err, to) },
		})
	}
}

// unread takes note of a part that holds a value which its server cannot write: an older one may have taken in what only newer ones
// know.
func (p *pending) unread(side catalog.Side, err error, to *Sum) {
	p.mu.Lock()
	p.problem = fmt.Sprintf("cannot be compared, the %s cannot read a value: %s (SQLSTATE %s)", side, catalog.ServerMessage(err), catalog.SQLState(err))
	p.mu.Unlock()
	p.add(to, &Sum{})
}

// add adds a part to a sum, and settles the item when it was the last.
func (p *pending) add(to, part *Sum) {
	p.mu.Lock()
	to.add(part)
	p.left--
	last := p.left == 0
	p.mu.Unlock()
	if !last {
		return
	}
	switch {
	case p.problem != "":
		p.item.Differs = p.problem
	case p.source.Rows != p.target.Rows:
		p.item.Differs = fmt.Sprintf("%d rows on the source, %d on the target", p.source.Rows, p.target.Rows)
	case !p.source.equal(p.target):
		p.item.Differs = fmt.Sprintf("%d rows on both sides, with other values", p.source.Rows)
	}
	p.settle(p.item)
}
