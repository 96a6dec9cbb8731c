package ddl

import (
	"cmp"
	"slices"
	"strings"

	"copydb/catalog"
)

// Object is an object that statements make.
type Object struct {
	Kind string // "materialized view"
	Name string // "public.totals"
}

// Objects lists the objects that statements make, as Describe writes them, by kind and name.
func Objects(statements []*Statement) []Object {
	var objects []Object
	listed := map[catalog.ID]bool{}
	for _, statement := range statements {
		label, found := labels[statement.Kind]
		if !found || len(statement.Makes) == 0 || listed[statement.Object] {
			continue
		}
		name, found := label.cut(statement.Name)
		if !found {
			continue
		}
		listed[statement.Object] = true
		objects = append(objects, Object{Kind: label.word, Name: name})
	}
	slices.SortFunc(objects, func(a, b Object) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return objects
}

// cut takes the kind from the name of a statement.
func (l label) cut(name string) (string, bool) {
	for _, about := range []string{"state of ", "name of "} {
		name = strings.TrimPrefix(name, about)
	}
	prefixes := l.prefixes
	if len(prefixes) == 0 {
		prefixes = []string{l.word}
	}
	for _, prefix := range prefixes {
		if rest, found := strings.CutPrefix(name, prefix+" "); found {
			return rest, true
		}
	}
	return "", false
}

// label is what a kind of objects is called, and how the names of its statements begin where that is otherwise.
type label struct {
	word     string
	prefixes []string
}

// labels has the kinds that are objects; the others belong to one.
var labels = map[Kind]label{
	KindSchema:           {word: "schema"},
	KindLanguage:         {word: "language"},
	KindExtension:        {word: "extension"},
	KindCollation:        {word: "collation"},
	KindShellType:        {word: "shell type", prefixes: []string{"type"}},
	KindEnum:             {word: "enum", prefixes: []string{"type"}},
	KindDomain:           {word: "domain"},
	KindCompositeType:    {word: "composite type", prefixes: []string{"type"}},
	KindRange:            {word: "range", prefixes: []string{"type"}},
	KindBaseType:         {word: "base type", prefixes: []string{"type"}},
	KindFunction:         {word: "routine", prefixes: []string{"function", "procedure"}},
	KindAggregate:        {word: "aggregate"},
	KindAccessMethod:     {word: "access method"},
	KindOperator:         {word: "operator"},
	KindOperatorFamily:   {word: "operator family"},
	KindOperatorClass:    {word: "operator class"},
	KindCast:             {word: "cast"},
	KindConversion:       {word: "conversion"},
	KindTransform:        {word: "transform"},
	KindTSParser:         {word: "text search parser"},
	KindTSTemplate:       {word: "text search template"},
	KindTSDictionary:     {word: "text search dictionary"},
	KindTSConfiguration:  {word: "text search configuration"},
	KindForeignWrapper:   {word: "foreign-data wrapper"},
	KindForeignServer:    {word: "foreign server"},
	KindUserMapping:      {word: "user mapping"},
	KindSequence:         {word: "sequence"},
	KindTable:            {word: "table"},
	KindForeignTable:     {word: "foreign table"},
	KindView:             {word: "view"},
	KindMaterializedView: {word: "materialized view"},
	KindIndex:            {word: "index"},
	KindConstraint:       {word: "constraint"},
	KindStatistics:       {word: "statistics"},
	KindForeignKey:       {word: "foreign key", prefixes: []string{"constraint"}},
	KindRule:             {word: "rule"},
	KindTrigger:          {word: "trigger"},
	KindPolicy:           {word: "policy"},
	KindPublication:      {word: "publication"},
	KindSubscription:     {word: "subscription"},
	KindEventTrigger:     {word: "event trigger"},
}

// Edge is a dependency: Object needs Needs.
type Edge struct {
	Object, Needs string // as people know them: "view public.v"
	Kind          string // of pg_depend: n normal, a auto, i internal, e extension member
}

// Edges lists, by name, the dependencies between the objects that statements make.
func Edges(statements []*Statement, depends []catalog.Depend) []Edge {
	names := objectNames(statements)
	for _, depend := range depends {
		if name, found := names[depend.Needs()]; found && depend.Kind == catalog.DependsAsMember {
			names[depend.Object()] = name // a member of an extension
		}
	}
	var edges []Edge
	for _, depend := range depends {
		object, needs := names[depend.Object()], names[depend.Needs()]
		if object != "" && needs != "" && object != needs {
			edges = append(edges, Edge{Object: object, Needs: needs, Kind: string(depend.Kind)})
		}
	}
	slices.SortFunc(edges, func(a, b Edge) int {
		return cmp.Or(strings.Compare(a.Object, b.Object), strings.Compare(a.Needs, b.Needs), strings.Compare(a.Kind, b.Kind))
	})
	return slices.Compact(edges)
}
