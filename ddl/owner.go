package ddl

import "copydb/catalog"

// owners gives objects their owners, where these are others than the role that makes everything.
func (w *writer) owners() []Statement {
	if w.options.NoOwner {
		return nil
	}
	var statements []Statement
	for _, owner := range w.facts.Owners {
		if !w.tellsOf(owner.Object()) || w.ownsFromTheStart(owner) {
			continue
		}
		name := "owner of " + w.labelOf(owner.Address)
		if !w.hasRole(owner.Owner) {
			w.lose(name, "the target has no role "+owner.Owner)
			continue
		}
		statements = append(statements, Statement{
			SQL:    "ALTER " + address(owner.Address) + " OWNER TO " + catalog.Ident(owner.Owner),
			Kind:   ownerKind(owner),
			Name:   name,
			Object: owner.Object(),
			Phase:  Ownership,
			After:  []catalog.ID{owner.Object()},
			Usual:  owner.Usual,

			Borrowed: w.members[owner.Object()],
		})
	}
	return statements
}

// ownerKind lets schemas go first: whoever is to own what is in one may need to be its owner for that.
func ownerKind(owner catalog.Owner) Kind {
	if owner.Type == "schema" {
		return KindSchemaOwner
	}
	return KindOwner
}

// ownsFromTheStart says whether the target's object has this owner without being told. What is there before us is not
// ours; the public schema has an owner of its version's choice.
func (w *writer) ownsFromTheStart(owner catalog.Owner) bool {
	if owner.IsPublicSchema() {
		return owner.Owner == w.target.PublicOwner()
	}
	return owner.Owner == w.target.Role && w.made[owner.Object()]
}
