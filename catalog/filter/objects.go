package filter

import (
	"copydb/catalog"
)

// object is something that can be out.
type object struct {
	label string // as people know it, "table public.orders"; "" for what nobody calls by a name
	// name has no Schema where the object is in none.
	name catalog.Name
	// part is the object without which this one is nothing.
	part catalog.ID
	// identity: it comes with a column, and cannot be left out alone.
	identity bool
}

// objects knows all that a database has.
type objects struct {
	byID  map[catalog.ID]*object
	order []catalog.ID // in the order of the facts
}

func (o *objects) add(id catalog.ID, kind string, name catalog.Name) *object {
	label := kind + " " + name.Name
	if name.Schema != "" {
		label = kind + " " + name.Plain()
	}
	found := &object{label: label, name: name}
	o.byID[id] = found
	o.order = append(o.order, id)
	return found
}

// addAll adds objects of one kind.
func addAll[T any](o *objects, facts []T, class catalog.Class, kind string, of func(T) (catalog.OID, catalog.Name)) {
	for _, fact := range facts {
		oid, name := of(fact)
		o.add(class.Of(oid), kind, name)
	}
}

func newObjects(facts *catalog.Facts) *objects {
	o := &objects{byID: map[catalog.ID]*object{}}
	o.addRelations(facts)
	o.addParts(facts)
	o.addTypes(facts)
	o.addCode(facts)
	o.addUnqualified(facts)
	return o
}

func (o *objects) addRelations(facts *catalog.Facts) {
	addAll(o, facts.Tables, catalog.ClassRelation, "table", func(t catalog.Table) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.ForeignTables, catalog.ClassRelation, "foreign table", func(t catalog.ForeignTable) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.Views, catalog.ClassRelation, "view", func(v catalog.View) (catalog.OID, catalog.Name) { return v.OID, v.Name })
	addAll(o, facts.MaterializedViews, catalog.ClassRelation, "materialized view", func(v catalog.MaterializedView) (catalog.OID, catalog.Name) { return v.OID, v.Name })
	for _, inheritance := range facts.Inheritances {
		if child := o.byID[catalog.ClassRelation.Of(inheritance.Child)]; child != nil && inheritance.Partition {
			child.part = catalog.ClassRelation.Of(inheritance.Parent)
		}
	}
	for _, sequence := range facts.Sequences {
		found := o.add(catalog.ClassRelation.Of(sequence.OID), "sequence", sequence.Name)
		found.identity = sequence.Identity
		if sequence.Owner != 0 {
			found.part = catalog.ClassRelation.Of(sequence.Owner)
		}
	}
}

// addParts adds what belongs to relations.
func (o *objects) addParts(facts *catalog.Facts) {
	add := func(id catalog.ID, kind, name string, relation catalog.OID, on catalog.Name) {
		found := o.add(id, kind, catalog.Name{Name: name + " on " + on.Plain()})
		found.part = catalog.ClassRelation.Of(relation)
	}
	for _, index := range facts.Indexes {
		found := o.add(catalog.ClassRelation.Of(index.OID), "index", index.Name)
		found.part = catalog.ClassRelation.Of(index.Relation)
	}
	for _, c := range facts.Constraints {
		if c.Type == catalog.ForeignKey && c.Parent != 0 {
			continue // one of those that a partitioned table makes of one
		}
		add(catalog.ClassConstraint.Of(c.OID), "constraint", c.Name, c.Relation, c.On())
	}
	for _, t := range facts.Triggers {
		add(catalog.ClassTrigger.Of(t.OID), "trigger", t.Name, t.Relation, t.On())
	}
	for _, r := range facts.Rules {
		add(catalog.ClassRule.Of(r.OID), "rule", r.Name, r.Relation, r.On())
	}
	for _, p := range facts.Policies {
		add(catalog.ClassPolicy.Of(p.OID), "policy", p.Name, p.Relation, p.On())
	}
	for _, s := range facts.Statistics {
		found := o.add(catalog.ClassStatistics.Of(s.OID), "statistics", s.Name)
		found.part = catalog.ClassRelation.Of(s.Relation)
	}
	for _, column := range facts.Columns {
		relation := catalog.ClassRelation.Of(column.Relation)
		if of := o.byID[relation]; of != nil && column.DefaultOID != 0 {
			add(catalog.ClassDefault.Of(column.DefaultOID), "default of column", column.Name, column.Relation, of.name)
		}
	}
}

func (o *objects) addTypes(facts *catalog.Facts) {
	class := catalog.ClassType
	addAll(o, facts.Enums, class, "type", func(t catalog.Enum) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.Domains, class, "domain", func(t catalog.Domain) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.CompositeTypes, class, "type", func(t catalog.CompositeType) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.Ranges, class, "type", func(t catalog.Range) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.BaseTypes, class, "type", func(t catalog.BaseType) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.ShellTypes, class, "type", func(t catalog.ShellType) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	names := map[catalog.OID]catalog.Name{}
	for _, domain := range facts.Domains {
		names[domain.OID] = domain.Name
	}
	for _, c := range facts.DomainConstraints {
		if c.OID == 0 {
			continue
		}
		found := o.add(catalog.ClassConstraint.Of(c.OID), "constraint", catalog.Name{Name: c.Name + " on " + names[c.Domain].Plain()})
		found.part = class.Of(c.Domain)
	}
}

func (o *objects) addCode(facts *catalog.Facts) {
	signed := func(name catalog.Name, arguments string) catalog.Name {
		return catalog.Name{Schema: name.Schema, Name: name.Name + "(" + arguments + ")"}
	}
	for _, f := range facts.Functions {
		kind := "function"
		if f.Procedure {
			kind = "procedure"
		}
		o.add(catalog.ClassFunction.Of(f.OID), kind, signed(f.Name, f.Arguments))
	}
	addAll(o, facts.Aggregates, catalog.ClassFunction, "aggregate", func(a catalog.Aggregate) (catalog.OID, catalog.Name) { return a.OID, signed(a.Name, a.Arguments) })
	addAll(o, facts.Operators, catalog.ClassOperator, "operator", func(p catalog.Operator) (catalog.OID, catalog.Name) {
		return p.OID, catalog.Name{Schema: p.Schema, Name: p.Symbol}
	})
	addAll(o, facts.OperatorClasses, catalog.ClassOperatorClass, "operator class", func(c catalog.OperatorClass) (catalog.OID, catalog.Name) { return c.OID, c.Name })
	addAll(o, facts.OperatorFamilies, catalog.ClassOperatorFamily, "operator family", func(f catalog.OperatorFamily) (catalog.OID, catalog.Name) { return f.OID, f.Name })
	addAll(o, facts.Collations, catalog.ClassCollation, "collation", func(c catalog.Collation) (catalog.OID, catalog.Name) { return c.OID, c.Name })
	addAll(o, facts.Conversions, catalog.ClassConversion, "conversion", func(c catalog.Conversion) (catalog.OID, catalog.Name) { return c.OID, c.Name })
	addAll(o, facts.TSParsers, catalog.ClassTSParser, "text search parser", func(t catalog.TSParser) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.TSTemplates, catalog.ClassTSTemplate, "text search template", func(t catalog.TSTemplate) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.TSDictionaries, catalog.ClassTSDictionary, "text search dictionary", func(t catalog.TSDictionary) (catalog.OID, catalog.Name) { return t.OID, t.Name })
	addAll(o, facts.TSConfigurations, catalog.ClassTSConfiguration, "text search configuration", func(t catalog.TSConfiguration) (catalog.OID, catalog.Name) { return t.OID, t.Name })
}

// addUnqualified adds what is in no schema.
func (o *objects) addUnqualified(facts *catalog.Facts) {
	named := func(oid catalog.OID, name string) (catalog.OID, catalog.Name) { return oid, catalog.Name{Name: name} }
	addAll(o, facts.Extensions, catalog.ClassExtension, "extension", func(e catalog.Extension) (catalog.OID, catalog.Name) { return named(e.OID, e.Name) })
	addAll(o, facts.Languages, catalog.ClassLanguage, "language", func(l catalog.Language) (catalog.OID, catalog.Name) { return named(l.OID, l.Name) })
	addAll(o, facts.AccessMethods, catalog.ClassAccessMethod, "access method", func(m catalog.AccessMethod) (catalog.OID, catalog.Name) { return named(m.OID, m.Name) })
	addAll(o, facts.Casts, catalog.ClassCast, "cast", func(c catalog.Cast) (catalog.OID, catalog.Name) { return named(c.OID, c.From+" as "+c.To) })
	addAll(o, facts.Transforms, catalog.ClassTransform, "transform", func(t catalog.Transform) (catalog.OID, catalog.Name) {
		return named(t.OID, "for "+t.Type+" language "+t.Language)
	})
	addAll(o, facts.ForeignWrappers, catalog.ClassForeignWrapper, "foreign-data wrapper", func(w catalog.ForeignWrapper) (catalog.OID, catalog.Name) { return named(w.OID, w.Name) })
	addAll(o, facts.ForeignServers, catalog.ClassForeignServer, "foreign server", func(s catalog.ForeignServer) (catalog.OID, catalog.Name) { return named(s.OID, s.Name) })
	for _, m := range facts.UserMappings {
		user := m.User
		if user == "" {
			user = "public"
		}
		o.add(catalog.ClassUserMapping.Of(m.OID), "user mapping", catalog.Name{Name: user + " on " + m.Server}).part = catalog.ClassForeignServer.Of(m.ServerOID)
	}
	addAll(o, facts.EventTriggers, catalog.ClassEventTrigger, "event trigger", func(t catalog.EventTrigger) (catalog.OID, catalog.Name) { return named(t.OID, t.Name) })
	addAll(o, facts.Publications, catalog.ClassPublication, "publication", func(p catalog.Publication) (catalog.OID, catalog.Name) { return named(p.OID, p.Name) })
}
