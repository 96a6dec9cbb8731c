package catalog

import "slices"

// Take returns the facts as if the members of extensions that are wanted were the users' own: with all that they have.
func (f *Facts) Take(wanted func(ID) bool) *Facts {
	facts := f.take(wanted, (*taker).all)
	facts.Depends = slices.DeleteFunc(slices.Clone(f.Depends), func(d Depend) bool { return d.Kind == DependsAsMember && wanted(d.Object()) })
	return facts
}

// take returns the facts after some of those of members were taken.
func (f *Facts) take(wanted func(ID) bool, some func(*taker)) *Facts {
	facts, rest := *f, *f.OfMembers
	facts.OfMembers = &rest
	some(&taker{to: &facts, from: &rest, wanted: wanted})
	return &facts
}

// taker moves facts.
type taker struct {
	to, from *Facts
	wanted   func(ID) bool
}

// take moves those facts that belong to a wanted object.
func take[T any](t *taker, to, from *[]T, owner func(*T) ID) {
	if !slices.ContainsFunc(*from, func(fact T) bool { return t.wanted(owner(&fact)) }) {
		return
	}
	var taken, left []T
	for i := range *from {
		if t.wanted(owner(&(*from)[i])) {
			taken = append(taken, (*from)[i])
		} else {
			left = append(left, (*from)[i])
		}
	}
	*to, *from = slices.Concat(*to, taken), left
}

func (t *taker) all() {
	t.relations()
	t.types()
	t.code()
	t.others()
}

func (t *taker) relations() {
	to, from, of := t.to, t.from, ClassRelation.Of
	take(t, &to.Tables, &from.Tables, func(f *Table) ID { return of(f.OID) })
	take(t, &to.ForeignTables, &from.ForeignTables, func(f *ForeignTable) ID { return of(f.OID) })
	take(t, &to.Views, &from.Views, func(f *View) ID { return of(f.OID) })
	take(t, &to.MaterializedViews, &from.MaterializedViews, func(f *MaterializedView) ID { return of(f.OID) })
	take(t, &to.Sequences, &from.Sequences, func(f *Sequence) ID {
		if f.Identity { // it comes with its column
			return of(f.Owner)
		}
		return of(f.OID)
	})
	take(t, &to.Indexes, &from.Indexes, func(f *Index) ID { return of(f.Relation) })
	take(t, &to.Columns, &from.Columns, func(f *Column) ID { return of(f.Relation) })
	take(t, &to.Constraints, &from.Constraints, func(f *Constraint) ID { return of(f.Relation) })
	take(t, &to.Inheritances, &from.Inheritances, func(f *Inheritance) ID { return of(f.Child) })
	take(t, &to.Triggers, &from.Triggers, func(f *Trigger) ID { return of(f.Relation) })
	take(t, &to.SystemTriggers, &from.SystemTriggers, func(f *SystemTriggers) ID { return of(f.Relation) })
	take(t, &to.Rules, &from.Rules, func(f *Rule) ID { return of(f.Relation) })
	take(t, &to.Policies, &from.Policies, func(f *Policy) ID { return of(f.Relation) })
	take(t, &to.Statistics, &from.Statistics, func(f *Statistics) ID { return of(f.Relation) })
}

func (t *taker) types() {
	to, from, of := t.to, t.from, ClassType.Of
	take(t, &to.BaseTypes, &from.BaseTypes, func(f *BaseType) ID { return of(f.OID) })
	take(t, &to.CompositeTypes, &from.CompositeTypes, func(f *CompositeType) ID { return of(f.OID) })
	take(t, &to.Domains, &from.Domains, func(f *Domain) ID { return of(f.OID) })
	take(t, &to.DomainConstraints, &from.DomainConstraints, func(f *DomainConstraint) ID { return of(f.Domain) })
	take(t, &to.Enums, &from.Enums, func(f *Enum) ID { return of(f.OID) })
	take(t, &to.Ranges, &from.Ranges, func(f *Range) ID { return of(f.OID) })
	take(t, &to.ShellTypes, &from.ShellTypes, func(f *ShellType) ID { return of(f.OID) })
}

func (t *taker) code() {
	to, from := t.to, t.from
	take(t, &to.Functions, &from.Functions, func(f *Function) ID { return ClassFunction.Of(f.OID) })
	take(t, &to.Aggregates, &from.Aggregates, func(f *Aggregate) ID { return ClassFunction.Of(f.OID) })
	take(t, &to.Operators, &from.Operators, func(f *Operator) ID { return ClassOperator.Of(f.OID) })
	take(t, &to.OperatorClasses, &from.OperatorClasses, func(f *OperatorClass) ID { return ClassOperatorClass.Of(f.OID) })
	take(t, &to.OperatorFamilies, &from.OperatorFamilies, func(f *OperatorFamily) ID { return ClassOperatorFamily.Of(f.OID) })
	take(t, &to.OperatorMembers, &from.OperatorMembers, func(f *OperatorMember) ID {
		if f.OperatorClass != 0 {
			return ClassOperatorClass.Of(f.OperatorClass)
		}
		return ClassOperatorFamily.Of(f.FamilyOID)
	})
	take(t, &to.Casts, &from.Casts, func(f *Cast) ID { return ClassCast.Of(f.OID) })
	take(t, &to.Transforms, &from.Transforms, func(f *Transform) ID { return ClassTransform.Of(f.OID) })
	take(t, &to.Collations, &from.Collations, func(f *Collation) ID { return ClassCollation.Of(f.OID) })
	take(t, &to.Conversions, &from.Conversions, func(f *Conversion) ID { return ClassConversion.Of(f.OID) })
	take(t, &to.TSParsers, &from.TSParsers, func(f *TSParser) ID { return ClassTSParser.Of(f.OID) })
	take(t, &to.TSTemplates, &from.TSTemplates, func(f *TSTemplate) ID { return ClassTSTemplate.Of(f.OID) })
	take(t, &to.TSDictionaries, &from.TSDictionaries, func(f *TSDictionary) ID { return ClassTSDictionary.Of(f.OID) })
	take(t, &to.TSConfigurations, &from.TSConfigurations, func(f *TSConfiguration) ID { return ClassTSConfiguration.Of(f.OID) })
}

func (t *taker) others() {
	to, from := t.to, t.from
	take(t, &to.Schemas, &from.Schemas, func(f *Schema) ID { return ClassSchema.Of(f.OID) })
	take(t, &to.Languages, &from.Languages, func(f *Language) ID { return ClassLanguage.Of(f.OID) })
	take(t, &to.AccessMethods, &from.AccessMethods, func(f *AccessMethod) ID { return ClassAccessMethod.Of(f.OID) })
	take(t, &to.ForeignWrappers, &from.ForeignWrappers, func(f *ForeignWrapper) ID { return ClassForeignWrapper.Of(f.OID) })
	take(t, &to.ForeignServers, &from.ForeignServers, func(f *ForeignServer) ID { return ClassForeignServer.Of(f.OID) })
	take(t, &to.EventTriggers, &from.EventTriggers, func(f *EventTrigger) ID { return ClassEventTrigger.Of(f.OID) })
	t.belongings()
}

func (t *taker) belongings() {
	to, from := t.to, t.from
	take(t, &to.Owners, &from.Owners, func(f *Owner) ID { return f.Object() })
	take(t, &to.Comments, &from.Comments, func(f *Comment) ID { return f.Object() })
	take(t, &to.SecurityLabels, &from.SecurityLabels, func(f *SecurityLabel) ID { return f.Object() })
}

// Only returns the facts of some objects alone, whoever's they are, as if they were the users' own, without their privileges.
func (f *Facts) Only(wanted func(ID) bool) *Facts {
	facts := newFacts(f.Server)
	facts.Quoting, facts.Depends = f.Quoting, f.Depends
	for _, from := range []Facts{*f, *f.OfMembers} {
		t := taker{to: facts, from: &from, wanted: wanted}
		t.all()
	}
	return facts
}

// TakeBelongings returns the facts as if what members of extensions have of their own that every kind of object has (owners,
// comments, labels) were the users' to tell, of those that are wanted.
func (f *Facts) TakeBelongings(wanted func(ID) bool) *Facts {
	return f.take(wanted, (*taker).belongings)
}
