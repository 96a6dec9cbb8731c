package ddl

import (
	"cmp"
	"slices"
	"strings"

	"copydb/catalog"
)

// Comparison is what Compare found.
type Comparison struct {
	Objects     int // compared, those of both sides
	Differences []Difference
}

// Difference is an object that is not the same on both sides.
type Difference struct {
	Object  string       // as people know it: "table public.orders"
	Missing catalog.Side // the side that does not have it, "" where both do
	Parts   []Part       // what differs, or, where it is missing, all that the other side has
}

// Part is one thing of an object: its definition, its owner, its comment.
type Part struct {
	Name           string // "comment on table public.orders"
	Source, Target string // SQL; "" where there is none
	Secret         bool   // the SQL may hold a password: it is not to be shown

	byItself bool // the target has it by itself
	usual    bool // both have what the makers of extensions have
}

// Compare compares what Describe wrote of two databases, object by object. It asks same about two texts of a part that are
// not equal byte for byte, since servers of two versions may word the same thing in two ways.
func Compare(source, target []*Statement, same func(source, target string) bool) Comparison {
	ofSource, ofTarget := objectsOf(source), objectsOf(target)
	c := Comparison{}
	for _, name := range union(ofSource, ofTarget) {
		c.Objects++
		if difference := compareObject(name, ofSource[name], ofTarget[name], same); len(difference.Parts) > 0 {
			c.Differences = append(c.Differences, difference)
		}
	}
	slices.SortStableFunc(c.Differences, func(a, b Difference) int {
		return cmp.Compare(kindOf(a.Object, ofSource, ofTarget), kindOf(b.Object, ofSource, ofTarget))
	})
	return c
}

// object is what one side says about an object.
type object struct {
	kind  Kind // of its first statement
	parts map[string]*described
}

// described is the text of a part.
type described struct {
	about  catalog.ID
	kind   Kind
	sql    string
	secret bool
	itself bool
	usual  bool
}

// objectsOf sorts statements by the objects that they are about.
func objectsOf(statements []*Statement) map[string]*object {
	names := objectNames(statements)
	objects := map[string]*object{}
	for _, statement := range statements {
		name, found := names[statement.Object]
		if !found {
			name = statement.Part()
		}
		if objects[name] == nil {
			objects[name] = &object{kind: statement.Kind, parts: map[string]*described{}}
		}
		objects[name].add(statement)
	}
	return objects
}

// ownNames finds the names of objects that have a statement of their own which makes them; where there are several, the
// shortest name, since the others say what of the object they are about.
func ownNames(statements []*Statement) map[catalog.ID]string {
	names := map[catalog.ID]string{}
	for _, statement := range statements {
		name, named := names[statement.Object]
		if part := statement.Part(); len(statement.Makes) > 0 && (!named || len(part) < len(name)) {
			names[statement.Object] = part
		}
	}
	return names
}

// objectNames finds the name of each object: its own, or that of what makes it along with itself.
func objectNames(statements []*Statement) map[catalog.ID]string {
	names, along := ownNames(statements), map[catalog.ID]string{}
	for _, statement := range statements {
		for _, id := range statement.Makes {
			along[id] = statement.Name
		}
	}
	for id, name := range along {
		if _, named := names[id]; !named {
			names[id] = name
		}
	}
	return names
}

// add takes in a statement about the object.
func (o *object) add(statement *Statement) {
	name := statement.Part()
	o.kind = min(o.kind, statement.Kind)
	sql := statement.SQL
	if statement.As != "" {
		sql = "SET ROLE " + catalog.Ident(statement.As) + ";\n" + sql + ";\nRESET ROLE"
	}
	if part := o.parts[name]; part != nil {
		part.sql += ";\n" + sql
		part.secret = part.secret || statement.Secret
		return
	}
	o.parts[name] = &described{about: statement.Object, kind: statement.Kind, sql: sql, secret: statement.Secret, itself: statement.ByItself,
		usual: statement.Usual}
}

// union lists the names of both sides, in their order.
func union[T any](a, b map[string]T) []string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if _, both := a[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func kindOf(name string, source, target map[string]*object) Kind {
	if found := source[name]; found != nil {
		return found.kind
	}
	return target[name].kind
}

// compareObject compares the parts of an object, of which one side may have none.
func compareObject(name string, source, target *object, same func(source, target string) bool) Difference {
	difference := Difference{Object: name}
	switch {
	case source == nil:
		difference.Missing, source = catalog.Source, &object{}
	case target == nil:
		difference.Missing, target = catalog.Target, &object{}
	}
	names := union(source.parts, target.parts)
	kind := func(name string) Kind {
		if found := source.parts[name]; found != nil {
			return found.kind
		}
		return target.parts[name].kind
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(kind(a), kind(b)) })
	for _, name := range names {
		if part := newPart(name, source.parts[name], target.parts[name]); !part.equal(same) {
			difference.Parts = append(difference.Parts, part)
		}
	}
	return difference
}

func newPart(name string, source, target *described) Part {
	part := Part{Name: name}
	if source != nil {
		part.Source, part.Secret = source.sql, source.secret
	}
	if target != nil {
		part.Target, part.Secret, part.byItself = target.sql, part.Secret || target.secret, target.itself
	}
	part.usual = source != nil && target != nil && source.usual && target.usual
	return part
}

// equal says whether both sides have the same. Comments are not for same to judge: to SQL they are nothing.
func (p Part) equal(same func(source, target string) bool) bool {
	if p.Source == p.Target || p.usual || p.Source == "" && p.byItself {
		return true
	}
	isComment := func(text string) bool { return text == "" || strings.HasPrefix(text, "--") }
	return !isComment(p.Source) && !isComment(p.Target) && traitsIn(p.Source) == traitsIn(p.Target) && same(p.Source, p.Target)
}

// traitsIn returns the lines of a text that are no SQL.
func traitsIn(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return !strings.HasPrefix(line, "-- ") }), "\n")
}
