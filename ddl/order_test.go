package ddl

import (
	"errors"
	"strings"
	"testing"

	"copydb/catalog"
)

// node makes a statement of a name that stands for its object as well.
func node(name string, kind Kind, phase Phase, oid catalog.OID) *Statement {
	id := catalog.ClassRelation.Of(oid)
	return &Statement{SQL: name, Name: name, Kind: kind, Phase: phase, Object: id, Makes: []catalog.ID{id}}
}

func needs(object, need catalog.OID) catalog.Depend {
	return catalog.Depend{Class: catalog.ClassRelation, OID: object, NeedsClass: catalog.ClassRelation, NeedsOID: need, Kind: 'n'}
}

func sqlOf(statements []*Statement) string {
	var all []string
	for _, s := range statements {
		all = append(all, s.SQL)
	}
	return strings.Join(all, " ")
}

func TestOrder(t *testing.T) {
	stubbed := func(s *Statement, stub string) *Statement { s.Stub = stub; return s }
	cases := []struct {
		title      string
		statements []*Statement
		depends    []catalog.Depend
		want       string
	}{
		{"kind and name decide where nothing else does",
			[]*Statement{node("tb", KindTable, PreData, 3), node("ta", KindTable, PreData, 4), node("s", KindSchema, PreData, 5)},
			nil, "s ta tb"},
		{"a need comes first against the order of kinds",
			[]*Statement{node("f", KindFunction, PreData, 3), node("t", KindTable, PreData, 4)},
			[]catalog.Depend{needs(3, 4)}, "t f"},
		{"a view that needs a constraint moves behind it, and takes its dependents along",
			[]*Statement{node("v", KindView, PreData, 3), node("w", KindView, PreData, 4), node("pk", KindConstraint, Constraint, 5)},
			[]catalog.Depend{needs(3, 5), needs(4, 3)}, "pk v w"},
		{"a table that needs a lifted view gets its stub",
			[]*Statement{stubbed(node("v", KindView, PreData, 3), "stub"), node("t", KindTable, PreData, 4), node("pk", KindConstraint, Constraint, 5)},
			[]catalog.Depend{needs(3, 5), needs(4, 3)}, "stub t pk v"},
		{"a loop is cut at a stub, outside bystanders are not",
			[]*Statement{stubbed(node("v", KindView, PreData, 3), "stub"), node("f", KindFunction, PreData, 4), stubbed(node("x", KindView, PreData, 6), "no")},
			[]catalog.Depend{needs(3, 4), needs(4, 3), needs(6, 4)}, "stub f v x"},
		{"a shell type stands in for the functions that its type needs, not for a table",
			[]*Statement{stubbed(node("type", KindBaseType, PreData, 3), "shell"), node("in", KindFunction, PreData, 4), node("f", KindFunction, PreData, 5),
				node("domain", KindDomain, PreData, 6), node("t", KindTable, PreData, 7)},
			[]catalog.Depend{needs(3, 4), needs(4, 3), needs(5, 3), needs(6, 3), needs(7, 3)}, "shell in type domain f t"},
		{"a domain whose default is a function of the domain is completed, not made again",
			[]*Statement{{SQL: "domain", Rest: "default", Stub: "shell", Name: "d", Kind: KindDomain, Phase: PreData, Makes: catalog.ClassRelation.IDs(3)},
				node("f", KindFunction, PreData, 4), node("t", KindTable, PreData, 5)},
			[]catalog.Depend{needs(3, 4), needs(4, 3), needs(5, 3)}, "shell f default t"},
		{"a lifted view over a lifted view needs no stub where a table needs the first alone",
			[]*Statement{stubbed(node("v", KindView, PreData, 3), "stub"), stubbed(node("u", KindView, PreData, 4), "no"), node("t", KindTable, PreData, 5),
				node("pk", KindConstraint, Constraint, 6)},
			[]catalog.Depend{needs(4, 6), needs(3, 4), needs(5, 3)}, "stub t pk u v"},
		{"a member of an extension is there when the extension is",
			[]*Statement{node("a", KindTable, PreData, 3), node("e", KindEventTrigger, PreData, 4)},
			[]catalog.Depend{needs(3, 9), {Class: catalog.ClassRelation, OID: 9, NeedsClass: catalog.ClassRelation, NeedsOID: 4, Kind: 'e'}}, "e a"},
	}
	for _, c := range cases {
		got, err := Order(c.statements, c.depends)
		if err != nil || sqlOf(got) != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.title, sqlOf(got), err, c.want)
		}
	}
}

func TestOrderNamesALoop(t *testing.T) {
	_, err := Order([]*Statement{node("a", KindFunction, PreData, 3), node("b", KindFunction, PreData, 4)},
		[]catalog.Depend{needs(3, 4), needs(4, 3)})
	if !errors.Is(err, ErrLoop) || !strings.Contains(err.Error(), "a needs b") {
		t.Fatalf("got %v, want the loop a needs b", err)
	}
}
