package ddl

import (
	"slices"

	"copydb/catalog"
)

// domains writes CREATE DOMAIN with the constraints that can be there from the start. A check of a function that takes the
// domain is added when the function is there, and one that is not valid when the rows are: it would refuse old ones.
func (w *writer) domains() []Statement {
	constraints := map[catalog.OID][]catalog.DomainConstraint{}
	for _, constraint := range w.facts.DomainConstraints {
		constraints[constraint.Domain] = append(constraints[constraint.Domain], constraint)
	}
	var statements []Statement
	for _, domain := range w.facts.Domains {
		statements = append(statements, w.domain(domain, constraints[domain.OID])...)
	}
	return statements
}

func (w *writer) domain(domain catalog.Domain, constraints []catalog.DomainConstraint) []Statement {
	id := catalog.ClassType.Of(domain.OID)
	create := Statement{
		SQL:    "CREATE DOMAIN " + domain.String() + " AS " + domain.Base,
		Kind:   KindDomain,
		Name:   "domain " + domain.Plain(),
		Object: id,
		Makes:  catalog.ClassType.IDs(domain.OID, domain.ArrayType),
		Drop:   "DROP DOMAIN IF EXISTS " + domain.String() + " CASCADE",
	}
	if domain.Collation != "" {
		create.SQL += " COLLATE " + domain.Collation
	}
	if domain.NotNull && !w.facts.Server.HasNamedDomainNotNull() {
		create.SQL += " NOT NULL"
	}
	var later []Statement
	for _, constraint := range slices.DeleteFunc(constraints, redundantNotNull(domain, constraints)) {
		if constraint.Validated && !w.loops(catalog.ClassConstraint.Of(constraint.OID), id) {
			create.SQL += w.domainConstraint(domain, constraint)
			if !constraint.NotNull || w.target.HasNamedDomainNotNull() {
				create.Makes = append(create.Makes, catalog.ClassConstraint.Of(constraint.OID))
			}
			continue
		}
		later = append(later, addDomainConstraint(domain, constraint))
	}
	w.addDefault(&create, domain)
	return append([]Statement{create}, later...)
}

// addDefault adds the default of a domain: later, where a function that gives it takes or returns the domain.
func (w *writer) addDefault(create *Statement, domain catalog.Domain) {
	if domain.Default == "" {
		return
	}
	if w.loops(create.Object, create.Object) {
		create.Stub = create.SQL
		create.Rest = "ALTER DOMAIN " + domain.String() + " SET DEFAULT " + domain.Default
	}
	create.SQL += " DEFAULT " + domain.Default
}

// redundantNotNull tells which constraints of a domain no server but 17 takes: more than one NOT NULL, or one that is off.
// The last one stays, as in a dump.
func redundantNotNull(domain catalog.Domain, constraints []catalog.DomainConstraint) func(catalog.DomainConstraint) bool {
	var last catalog.OID
	for _, constraint := range constraints {
		if constraint.NotNull && domain.NotNull {
			last = constraint.OID
		}
	}
	return func(constraint catalog.DomainConstraint) bool { return constraint.NotNull && constraint.OID != last }
}

// domainConstraint returns a constraint as CREATE DOMAIN takes it.
func (w *writer) domainConstraint(domain catalog.Domain, constraint catalog.DomainConstraint) string {
	if constraint.NotNull && !w.target.HasNamedDomainNotNull() {
		if constraint.Name != domain.Name.Name+"_not_null" {
			w.lose("domain "+domain.Plain(), "the target keeps no name ("+constraint.Name+") of its NOT NULL")
		}
		return " NOT NULL"
	}
	return " CONSTRAINT " + catalog.Ident(constraint.Name) + " " + constraint.Definition
}

func addDomainConstraint(domain catalog.Domain, constraint catalog.DomainConstraint) Statement {
	id := catalog.ClassConstraint.Of(constraint.OID)
	add := Statement{
		SQL:    "ALTER DOMAIN " + domain.String() + " ADD CONSTRAINT " + catalog.Ident(constraint.Name) + " " + constraint.Definition,
		Kind:   KindDomain,
		Name:   "constraint " + constraint.Name + " of domain " + domain.Plain(),
		Object: id,
		Makes:  []catalog.ID{id},
		After:  catalog.ClassType.IDs(domain.OID),
	}
	if !constraint.Validated {
		add.Phase = PostData
	}
	return add
}
