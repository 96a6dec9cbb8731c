package ddl

import "copydb/catalog"

// around knows what is around the target's database.
type around struct {
	surroundings *catalog.Surroundings // nil where nothing is known, and all is taken to be there
	rights       *catalog.Rights       // nil for those of a superuser
	sourceRoles  map[string]catalog.Role
	targetRoles  map[string]catalog.Role
	targetSpaces map[string]catalog.Tablespace

	// What only the rules for a role that is no superuser look up.
	functionByOID finder[catalog.Function]
	schemaByName  map[string]catalog.ID
	ownerByID     map[catalog.ID]catalog.Owner
	aclOf         map[catalog.ID][]string // access lists that are not as they began, of schemas
}

func newAround(facts *catalog.Facts, surroundings *catalog.Surroundings) around {
	a := around{surroundings: surroundings, sourceRoles: byName(facts.Roles, roleName)}
	if surroundings == nil {
		return a
	}
	a.targetRoles = byName(surroundings.Roles, roleName)
	a.targetSpaces = byName(surroundings.Tablespaces, func(space catalog.Tablespace) string { return space.Name })
	if !surroundings.Rights.Superuser {
		a.rights = &surroundings.Rights
		a.lookUpRights(facts)
	}
	return a
}

func (a *around) lookUpRights(facts *catalog.Facts) {
	a.functionByOID = newFinder(facts.Functions, func(f *catalog.Function) catalog.OID { return f.OID }, catalog.Function{})
	a.schemaByName, a.ownerByID, a.aclOf = map[string]catalog.ID{}, map[catalog.ID]catalog.Owner{}, map[catalog.ID][]string{}
	for _, schema := range facts.Schemas {
		a.schemaByName[schema.Name] = catalog.ClassSchema.Of(schema.OID)
	}
	for _, owner := range facts.Owners {
		a.ownerByID[owner.Object()] = owner
	}
	for _, privilege := range facts.Privileges {
		if privilege.Type == "schema" {
			a.aclOf[privilege.Object()] = privilege.List
		}
	}
}

func roleName(role catalog.Role) string { return role.Name }

func byName[T any](facts []T, name func(T) string) map[string]T {
	found := make(map[string]T, len(facts))
	for _, fact := range facts {
		found[name(fact)] = fact
	}
	return found
}

// hasRole says whether the target has a role, or gets it before anything else.
func (w *writer) hasRole(name string) bool {
	if w.surroundings == nil || catalog.OfSystem(name) {
		return w.target.KnowsRole(name)
	}
	_, there := w.targetRoles[name]
	return there || w.makesRole(name)
}

// makesRole says whether a role is made on the target.
func (w *writer) makesRole(name string) bool {
	_, known := w.sourceRoles[name]
	_, there := w.targetRoles[name]
	return w.options.Roles && known && !there && !catalog.OfProvider(name) && (w.rights == nil || w.rights.CreateRole)
}

// tablespace returns the tablespace that an object is to be in on the target, "" for the database's own.
func (w *writer) tablespace(name, label string) string {
	if name == "" || w.options.NoTablespaces {
		return ""
	}
	if mapped, found := w.options.MapTablespaces[name]; found {
		name = mapped
	}
	space, there := w.targetSpaces[name]
	switch {
	case w.surroundings == nil || catalog.OfSystem(name) || there && space.Usable || w.makesTablespace(name):
		return name
	case there:
		w.lose(label, "role "+w.rights.Role+" may make nothing in tablespace "+name+": it is in the database's own")
	default:
		w.lose(label, "the target has no tablespace "+name+": it is in the database's own")
	}
	return ""
}

// makesTablespace says whether a tablespace is made on the target.
func (w *writer) makesTablespace(name string) bool {
	_, there := w.targetSpaces[name]
	_, mapped := w.options.MapTablespaces[name]
	if !w.options.Tablespaces || w.options.NoTablespaces || there || mapped || w.rights != nil {
		return false
	}
	for _, space := range w.facts.Tablespaces {
		if space.Name == name {
			return true
		}
	}
	return false
}
