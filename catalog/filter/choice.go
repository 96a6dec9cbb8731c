package filter

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// Choice is what a filter makes of a database.
type Choice struct {
	// Facts are those of what is in: as if there were nothing else in the database.
	Facts *catalog.Facts
	// Left lists what is out, but for parts of what is out.
	Left []Left
	// NoRows are the tables, those of extensions among them, that are in without their rows.
	NoRows map[catalog.OID]bool
	// Where are the conditions on the rows of tables.
	Where map[catalog.OID]string
	// InsertOnly and Full are the tables whose changes come as the user said.
	InsertOnly, Full map[catalog.Name]bool
	// Unmatched are the patterns that have no effect.
	Unmatched []Unmatched
}

// Left is an object, or something of an object, that is out.
type Left struct {
	Object string // "table public.orders"
	Reason string
	Asked  bool // the user named it; else it is a consequence
}

// Unmatched is a pattern that found nothing, or nothing that is in.
type Unmatched struct {
	Option  string // "exclude-table"
	Pattern string
	Problem string
	Near    []string // names of objects that may have been meant
}

// inOrder sorts what was asked for before its consequences, and by name.
func inOrder(a, b Left) int {
	switch {
	case a.Asked && !b.Asked:
		return -1
	case b.Asked && !a.Asked:
		return 1
	}
	return strings.Compare(a.Object, b.Object)
}

// chooser is a choice under way.
type chooser struct {
	filter  *Filter
	facts   *catalog.Facts
	closure *closure
	path    []string // the schemas in which names without one are looked for
	choice  *Choice
	leaves  map[catalog.OID][]catalog.OID // the partitions of partitioned tables
	// chosen are the objects that patterns found which include tables.
	chosen []inclusion
}

type inclusion struct {
	pattern Pattern
	found   []catalog.ID
}

// Choose works out what of a database is in. The filter has been validated.
func Choose(facts *catalog.Facts, filter Filter) *Choice {
	choice := &Choice{Facts: facts, NoRows: map[catalog.OID]bool{}, Where: map[catalog.OID]string{},
		InsertOnly: map[catalog.Name]bool{}, Full: map[catalog.Name]bool{}}
	if filter.IsZero() {
		return choice
	}
	c := &chooser{filter: &filter, facts: facts, closure: newClosure(facts, newObjects(facts)),
		path: searchPath(facts.Server), choice: choice, leaves: map[catalog.OID][]catalog.OID{}}
	for _, inheritance := range facts.Inheritances {
		if inheritance.Partition {
			c.leaves[inheritance.Parent] = append(c.leaves[inheritance.Parent], inheritance.Child)
		}
	}
	c.extensions()
	c.schemas()
	c.tables()
	c.indexes()
	c.rows()
	c.changes()
	choice.Left = c.closure.left()
	choice.Facts = prune(facts, c.closure)
	c.relax()
	c.tellVain()
	slices.SortStableFunc(choice.Left, inOrder)
	return choice
}

// leave puts objects out, and remembers for each the option that did it.
func (c *chooser) leave(reasons map[catalog.ID]string) {
	var asked []catalog.ID
	for _, id := range c.closure.order {
		if reasons[id] != "" {
			asked = append(asked, id)
		}
	}
	c.closure.leave(asked, func(id catalog.ID) string { return reasons[id] })
}

// extensions leaves out those that the user does not want.
func (c *chooser) extensions() {
	names, ids := []catalog.Name{}, []catalog.ID{}
	for _, extension := range c.facts.Extensions {
		names = append(names, catalog.Name{Name: extension.Name})
		ids = append(ids, catalog.ClassExtension.Of(extension.OID))
	}
	c.leave(c.oneName("extension", names, ids, c.filter.IncludeExtensions, c.filter.ExcludeExtensions))
}

// oneName matches objects that are in no schema.
func (c *chooser) oneName(kind string, names []catalog.Name, ids []catalog.ID, include, exclude []Pattern) map[catalog.ID]string {
	reasons := map[catalog.ID]string{}
	included := map[catalog.ID]bool{}
	for _, pattern := range include {
		for _, at := range c.findBare("include-"+kind, pattern, names) {
			included[ids[at]] = true
		}
	}
	for _, id := range ids {
		if len(include) > 0 && !included[id] {
			reasons[id] = "it is not in --include-" + kind
		}
	}
	for _, pattern := range exclude {
		for _, at := range c.findBare("exclude-"+kind, pattern, names) {
			reasons[ids[at]] = "--exclude-" + kind + " " + pattern.String()
		}
	}
	return reasons
}

// schemas leaves out all that is in schemas that are out.
func (c *chooser) schemas() {
	names, ids := []catalog.Name{}, []catalog.ID{}
	for _, schema := range c.facts.Schemas {
		names = append(names, catalog.Name{Name: schema.Name})
		ids = append(ids, catalog.ClassSchema.Of(schema.OID))
	}
	out := c.oneName("schema", names, ids, c.filter.IncludeSchemas, c.filter.ExcludeSchemas)
	if len(out) == 0 {
		return
	}
	bySchema := map[string]string{}
	for i, id := range ids {
		if reason := out[id]; reason != "" {
			bySchema[names[i].Name] = reason
		}
	}
	reasons := map[catalog.ID]string{}
	for id, object := range c.closure.byID {
		if object.name.Schema != "" && !object.identity {
			reasons[id] = bySchema[object.name.Schema]
		}
	}
	c.leaveSchemas(out, names, ids)
	c.leave(reasons)
}

// leaveSchemas leaves out the schemas that no extension is in.
func (c *chooser) leaveSchemas(out map[catalog.ID]string, names []catalog.Name, ids []catalog.ID) {
	home := map[catalog.ID]bool{}
	for _, extension := range c.facts.Extensions {
		if !c.closure.isOut(catalog.ClassExtension.Of(extension.OID)) {
			home[catalog.ClassSchema.Of(extension.SchemaOID)] = true
		}
	}
	for i, id := range ids {
		if out[id] == "" || home[id] {
			continue
		}
		c.closure.add(id, "schema", names[i])
		c.closure.leave([]catalog.ID{id}, func(catalog.ID) string { return out[id] })
	}
}
