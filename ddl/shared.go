package ddl

import "copydb/catalog"

// shared writes what belongs to objects of every kind, from the server's own address of each. An object that no statement
// makes (a filter left it out, the target cannot have it) loses what belongs to it along with itself.
func (w *writer) shared(made []*Statement) []*Statement {
	w.findMade(made)
	w.called = ownNames(made)
	if w.options.RolesOnly {
		return nil
	}
	var statements []*Statement
	for _, write := range []func() []Statement{
		w.publicationMembers, w.extensionDepends, w.comments, w.securityLabels, w.owners, w.privileges, w.defaultPrivileges,
	} {
		statements = appendAll(statements, write())
	}
	return statements
}

// firstUserOID is the first OID that initdb does not give: objects below it are there on every server.
const firstUserOID = 16384

// makes says whether the target has an object, made by a statement or from the start.
func (w *writer) makes(id catalog.ID) bool {
	return w.made[id] || id.OID < firstUserOID && id.Class != catalog.ClassLargeObject
}

// tellsOf says whether what belongs to an object is to be told: the target has it, or an extension that is made brings it. What the
// facts hold of that is the users' doing.
func (w *writer) tellsOf(id catalog.ID) bool { return w.makes(id) || w.members[id] }

// findMade finds what exists when all statements have run: what they make, and what comes along with that (internal
// dependencies, as that of a row type on its table); and apart from these the members of extensions.
func (w *writer) findMade(statements []*Statement) {
	w.made, w.members = map[catalog.ID]bool{}, map[catalog.ID]bool{}
	along := map[catalog.ID][]catalog.ID{}
	for _, depend := range w.facts.Depends {
		if depend.Kind == catalog.DependsAsPart {
			along[depend.Needs()] = append(along[depend.Needs()], depend.Object())
		}
	}
	var take func([]catalog.ID)
	take = func(ids []catalog.ID) {
		for _, id := range ids {
			if !w.made[id] {
				w.made[id] = true
				take(along[id])
			}
		}
	}
	for _, statement := range statements {
		take(statement.Makes)
	}
	for _, object := range w.facts.LargeObjects {
		if !w.options.NoLargeObjects { // made along with its bytes, by no statement
			w.made[catalog.ClassLargeObject.Of(object.OID)] = true
		}
	}
	for _, depend := range w.facts.Depends {
		if depend.Kind == catalog.DependsAsMember && w.made[depend.Needs()] {
			w.members[depend.Object()] = true
			for _, id := range along[depend.Object()] {
				w.members[id] = true
			}
		}
	}
}
