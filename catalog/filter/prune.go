package filter

import (
	"slices"

	"copydb/catalog"
)

// without returns the facts for which gone does not hold.
func without[T any](facts []T, gone func(T) bool) []T {
	if !slices.ContainsFunc(facts, gone) {
		return facts
	}
	var kept []T
	for _, fact := range facts {
		if !gone(fact) {
			kept = append(kept, fact)
		}
	}
	return kept
}

// prune returns the facts of what is in.
func prune(facts *catalog.Facts, c *closure) *catalog.Facts {
	kept := *facts
	p := pruner{closure: c, facts: &kept}
	p.relations()
	p.types()
	p.code()
	p.unqualified()
	p.belongings()
	return &kept
}

// Without returns the facts of a database as if some of its relations were not there, and with them all that needs them.
func Without(facts *catalog.Facts, relations []catalog.OID) *catalog.Facts {
	c := newClosure(facts, newObjects(facts))
	c.leave(catalog.ClassRelation.IDs(relations...), func(catalog.ID) string { return "it is not there" })
	return prune(facts, c)
}

type pruner struct {
	*closure
	facts *catalog.Facts
}

// of says whether an object of a class is out.
func (p *pruner) of(class catalog.Class, oid catalog.OID) bool { return p.isOut(class.Of(oid)) }

func (p *pruner) relations() {
	f, relation, constraint := p.facts, catalog.ClassRelation, catalog.ClassConstraint
	f.Tables = without(f.Tables, func(t catalog.Table) bool { return p.of(relation, t.OID) })
	f.ForeignTables = without(f.ForeignTables, func(t catalog.ForeignTable) bool { return p.of(relation, t.OID) })
	f.Views = without(f.Views, func(v catalog.View) bool { return p.of(relation, v.OID) })
	f.MaterializedViews = without(f.MaterializedViews, func(v catalog.MaterializedView) bool { return p.of(relation, v.OID) })
	f.Sequences = without(f.Sequences, func(s catalog.Sequence) bool { return p.of(relation, s.OID) })
	f.Indexes = without(f.Indexes, func(i catalog.Index) bool { return p.of(relation, i.OID) })
	f.Columns = without(f.Columns, func(c catalog.Column) bool { return p.of(relation, c.Relation) })
	f.Columns = slices.Clone(f.Columns)
	for i := range f.Columns {
		if column := &f.Columns[i]; column.DefaultOID != 0 && p.of(catalog.ClassDefault, column.DefaultOID) {
			column.Default, column.DefaultOID = "", 0
		}
	}
	f.Constraints = without(f.Constraints, func(c catalog.Constraint) bool {
		return p.of(constraint, c.OID) || p.of(relation, c.Relation) || p.of(relation, c.ForeignRelation)
	})
	f.Inheritances = without(f.Inheritances, func(i catalog.Inheritance) bool { return p.of(relation, i.Child) || p.of(relation, i.Parent) })
	f.Triggers = without(f.Triggers, func(t catalog.Trigger) bool { return p.of(catalog.ClassTrigger, t.OID) || p.of(relation, t.Relation) })
	f.SystemTriggers = without(f.SystemTriggers, func(t catalog.SystemTriggers) bool { return p.of(relation, t.Relation) })
	f.Rules = without(f.Rules, func(r catalog.Rule) bool { return p.of(catalog.ClassRule, r.OID) || p.of(relation, r.Relation) })
	f.Policies = without(f.Policies, func(r catalog.Policy) bool { return p.of(catalog.ClassPolicy, r.OID) || p.of(relation, r.Relation) })
	f.Statistics = without(f.Statistics, func(s catalog.Statistics) bool {
		return p.of(catalog.ClassStatistics, s.OID) || p.of(relation, s.Relation)
	})
}

func (p *pruner) types() {
	f, class := p.facts, catalog.ClassType
	f.Enums = without(f.Enums, func(t catalog.Enum) bool { return p.of(class, t.OID) })
	f.Domains = without(f.Domains, func(t catalog.Domain) bool { return p.of(class, t.OID) })
	f.DomainConstraints = without(f.DomainConstraints, func(c catalog.DomainConstraint) bool {
		return p.of(class, c.Domain) || p.of(catalog.ClassConstraint, c.OID)
	})
	f.CompositeTypes = without(f.CompositeTypes, func(t catalog.CompositeType) bool { return p.of(class, t.OID) })
	f.Ranges = without(f.Ranges, func(t catalog.Range) bool { return p.of(class, t.OID) })
	f.BaseTypes = without(f.BaseTypes, func(t catalog.BaseType) bool { return p.of(class, t.OID) })
	f.ShellTypes = without(f.ShellTypes, func(t catalog.ShellType) bool { return p.of(class, t.OID) })
}

func (p *pruner) code() {
	f := p.facts
	f.Functions = without(f.Functions, func(x catalog.Function) bool { return p.of(catalog.ClassFunction, x.OID) })
	f.Aggregates = without(f.Aggregates, func(a catalog.Aggregate) bool { return p.of(catalog.ClassFunction, a.OID) })
	f.Operators = without(f.Operators, func(o catalog.Operator) bool { return p.of(catalog.ClassOperator, o.OID) })
	f.OperatorClasses = without(f.OperatorClasses, func(o catalog.OperatorClass) bool { return p.of(catalog.ClassOperatorClass, o.OID) })
	f.OperatorFamilies = without(f.OperatorFamilies, func(o catalog.OperatorFamily) bool { return p.of(catalog.ClassOperatorFamily, o.OID) })
	f.OperatorMembers = without(f.OperatorMembers, func(m catalog.OperatorMember) bool {
		return p.of(m.Class, m.OID) || p.of(catalog.ClassOperatorFamily, m.FamilyOID) || p.of(catalog.ClassOperatorClass, m.OperatorClass)
	})
	f.Collations = without(f.Collations, func(c catalog.Collation) bool { return p.of(catalog.ClassCollation, c.OID) })
	f.Conversions = without(f.Conversions, func(c catalog.Conversion) bool { return p.of(catalog.ClassConversion, c.OID) })
	f.TSParsers = without(f.TSParsers, func(t catalog.TSParser) bool { return p.of(catalog.ClassTSParser, t.OID) })
	f.TSTemplates = without(f.TSTemplates, func(t catalog.TSTemplate) bool { return p.of(catalog.ClassTSTemplate, t.OID) })
	f.TSDictionaries = without(f.TSDictionaries, func(t catalog.TSDictionary) bool { return p.of(catalog.ClassTSDictionary, t.OID) })
	f.TSConfigurations = without(f.TSConfigurations, func(t catalog.TSConfiguration) bool { return p.of(catalog.ClassTSConfiguration, t.OID) })
	f.Casts = without(f.Casts, func(c catalog.Cast) bool { return p.of(catalog.ClassCast, c.OID) })
	f.Transforms = without(f.Transforms, func(t catalog.Transform) bool { return p.of(catalog.ClassTransform, t.OID) })
}

func (p *pruner) unqualified() {
	f := p.facts
	f.Schemas = without(f.Schemas, func(s catalog.Schema) bool { return p.of(catalog.ClassSchema, s.OID) })
	f.Extensions = without(f.Extensions, func(e catalog.Extension) bool { return p.of(catalog.ClassExtension, e.OID) })
	f.ConfigTables = without(f.ConfigTables, func(t catalog.ConfigTable) bool { return p.of(catalog.ClassExtension, t.ExtensionOID) })
	f.Languages = without(f.Languages, func(l catalog.Language) bool { return p.of(catalog.ClassLanguage, l.OID) })
	f.AccessMethods = without(f.AccessMethods, func(m catalog.AccessMethod) bool { return p.of(catalog.ClassAccessMethod, m.OID) })
	f.ForeignWrappers = without(f.ForeignWrappers, func(w catalog.ForeignWrapper) bool { return p.of(catalog.ClassForeignWrapper, w.OID) })
	f.ForeignServers = without(f.ForeignServers, func(s catalog.ForeignServer) bool { return p.of(catalog.ClassForeignServer, s.OID) })
	f.UserMappings = without(f.UserMappings, func(m catalog.UserMapping) bool { return p.of(catalog.ClassUserMapping, m.OID) })
	f.EventTriggers = without(f.EventTriggers, func(t catalog.EventTrigger) bool { return p.of(catalog.ClassEventTrigger, t.OID) })
	f.Publications = without(f.Publications, func(x catalog.Publication) bool { return p.of(catalog.ClassPublication, x.OID) })
	f.PublicationTables = without(f.PublicationTables, func(t catalog.PublicationTable) bool {
		return p.of(catalog.ClassRelation, t.Relation) || p.of(catalog.ClassPublicationTable, t.OID) || p.of(catalog.ClassPublication, t.PublicationOID)
	})
	f.PublicationSchemas = without(f.PublicationSchemas, func(s catalog.PublicationSchema) bool {
		return p.of(catalog.ClassSchema, s.SchemaOID) || p.of(catalog.ClassPublication, s.PublicationOID)
	})
}

// belongings takes out what belongs to objects of every kind.
func (p *pruner) belongings() {
	f := p.facts
	address := func(a catalog.Address) bool { return p.isOut(a.Object()) }
	f.Comments = without(f.Comments, func(c catalog.Comment) bool { return address(c.Address) })
	f.Owners = without(f.Owners, func(o catalog.Owner) bool { return address(o.Address) })
	f.Privileges = without(f.Privileges, func(x catalog.Privilege) bool { return address(x.Address) })
	f.SecurityLabels = without(f.SecurityLabels, func(l catalog.SecurityLabel) bool { return address(l.Address) })
	f.ExtensionDepends = without(f.ExtensionDepends, func(d catalog.ExtensionDepend) bool {
		return address(d.Address) || p.of(catalog.ClassExtension, d.ExtensionOID)
	})
	f.DefaultPrivileges = without(f.DefaultPrivileges, func(d catalog.DefaultPrivilege) bool {
		return d.SchemaOID != 0 && p.of(catalog.ClassSchema, d.SchemaOID)
	})
	f.Depends = without(f.Depends, func(d catalog.Depend) bool { return p.isOut(d.Object()) || p.isOut(d.Needs()) })
}
