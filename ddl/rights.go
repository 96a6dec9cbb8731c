package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// The table of what a target's role that is no superuser may not do. What it tells of is left out, with all that needs it
// (see omission), or made in the way in which the role may (see permitted, adapt, roleOptions).
//
// hindrances says, by the kind of a statement, what keeps the role from running it: "" where nothing does. The role owns
// what it makes, until it hands it over in the phase Ownership.
func (w *writer) hindrances() map[Kind]func(Statement) string {
	superusersOnly := func(Statement) string { return "only a superuser may make it" }
	return map[Kind]func(Statement) string{
		KindRole:             func(Statement) string { return w.unless(w.rights.CreateRole, "may not make roles") },
		KindMembership:       w.membershipHindrance,
		KindSetting:          w.settingHindrance,
		KindDatabase:         func(Statement) string { return w.unless(w.rights.OwnsDatabase, "does not own it") },
		KindSchema:           w.schemaHindrance,
		KindLanguage:         superusersOnly,
		KindExtension:        w.extensionHindrance,
		KindShellType:        superusersOnly,
		KindBaseType:         superusersOnly,
		KindRange:            w.rangeHindrance,
		KindFunction:         w.functionHindrance,
		KindAggregate:        w.aggregateHindrance,
		KindAccessMethod:     superusersOnly,
		KindOperatorFamily:   superusersOnly,
		KindOperatorClass:    superusersOnly,
		KindCast:             w.castHindrance,
		KindTransform:        w.transformHindrance,
		KindTSParser:         superusersOnly,
		KindTSTemplate:       superusersOnly,
		KindForeignWrapper:   superusersOnly,
		KindForeignServer:    w.foreignServerHindrance,
		KindTableProperty:    w.propertyHindrance,
		KindPublication:      w.publicationHindrance,
		KindSubscription:     w.subscriptionHindrance,
		KindEventTrigger:     superusersOnly,
		KindComment:          w.belongingHindrance,
		KindSecurityLabel:    w.belongingHindrance,
		KindSchemaOwner:      w.ownerHindrance,
		KindOwner:            w.ownerHindrance,
		KindSchemaPrivilege:  w.privilegeHindrance,
		KindPrivilege:        w.privilegeHindrance,
		KindExtensionMember:  w.extensionMemberHindrance,
		KindDefaultPrivilege: w.defaultPrivilegeHindrance,
	}
}

// unless words what the role lacks, where it lacks it.
func (w *writer) unless(may bool, lacks string) string {
	if may {
		return ""
	}
	return "role " + w.rights.Role + " " + lacks
}

// actsAs says whether the target's role has the privileges of another, and can become it.
func (w *writer) actsAs(role string) bool { return slices.Contains(w.rights.ActsAs, role) }

func (w *writer) schemaHindrance(s Statement) string {
	if len(s.Makes) > 0 {
		return ""
	}
	return w.unless(w.rights.OwnsPublic, "does not own it, and cannot drop it")
}

// extensionHindrance: some extensions are for everybody who may make things in the database. One that is there is taken as
// it is.
func (w *writer) extensionHindrance(s Statement) string {
	extension := w.available(s.Object)
	if extension.Installed || extension.Trusted || !extension.Superuser {
		return ""
	}
	return "only a superuser may install it"
}

// extensionMemberHindrance: who changes an extension has to own it.
func (w *writer) extensionMemberHindrance(s Statement) string {
	for _, id := range s.After {
		if id.Class == catalog.ClassExtension && !w.ours(id) {
			return w.unless(false, "does not own the extension")
		}
	}
	return ""
}

// available finds what the target offers of an extension of the source.
func (w *writer) available(id catalog.ID) catalog.AvailableExtension {
	for _, extension := range w.facts.Extensions {
		if catalog.ClassExtension.Of(extension.OID) != id {
			continue
		}
		for _, available := range w.surroundings.Extensions {
			if available.Name == extension.Name {
				return available
			}
		}
	}
	return catalog.AvailableExtension{}
}

// rangeHindrance: a canonical function is made over a shell type.
func (w *writer) rangeHindrance(s Statement) string {
	if s.Stub == "" {
		return ""
	}
	return "only a superuser may make a type with a canonical function"
}

func (w *writer) functionHindrance(s Statement) string {
	function := w.functionByOID.of(s.Object.OID)
	switch {
	case function.Untrusted:
		return "only a superuser may make functions in its language"
	case function.Support:
		return "only a superuser may give it a support function"
	}
	return ""
}

func (w *writer) aggregateHindrance(s Statement) string {
	for _, aggregate := range w.facts.Aggregates {
		if aggregate.OID == s.Object.OID && (isInternal(aggregate.State) || isInternal(aggregate.MovingState)) {
			return "only a superuser may make one with a state of type internal"
		}
	}
	return ""
}

// isInternal says whether SQL of a type is that of the system's internal, quoted or not.
func isInternal(sql string) bool { return strings.Trim(sql, `"`) == "internal" }

// castHindrance: who makes a cast has to own one of its types.
func (w *writer) castHindrance(s Statement) string {
	for _, cast := range w.facts.Casts {
		if cast.OID == s.Object.OID && cast.Method == "b" {
			return "only a superuser may make one without a function"
		}
	}
	return w.unless(w.ownsType(s), "owns neither of its types")
}

// transformHindrance: who makes a transform has to own its type.
func (w *writer) transformHindrance(s Statement) string {
	return w.unless(w.ownsType(s), "does not own its type")
}

// ownsType says whether a statement is about a type that the target's role makes.
func (w *writer) ownsType(s Statement) bool {
	for _, depend := range w.needs.Of(s.Object) {
		need := depend.Needs()
		if (need.Class == catalog.ClassType || need.Class == catalog.ClassRelation) && !w.memberOfExtension(need) {
			return true
		}
	}
	return false
}

// memberOfExtension says whether an object is an extension's to make.
func (w *writer) memberOfExtension(id catalog.ID) bool {
	for _, depend := range w.facts.Depends {
		if depend.Object() == id && depend.Kind == catalog.DependsAsMember {
			return true
		}
	}
	return false
}

// foreignServerHindrance: a wrapper has to be there, and open to the role.
func (w *writer) foreignServerHindrance(s Statement) string {
	for _, server := range w.facts.ForeignServers {
		if catalog.ClassForeignServer.Of(server.OID) == s.Object {
			return w.unless(slices.Contains(w.rights.Wrappers, server.Wrapper), "may not use foreign-data wrapper "+server.Wrapper)
		}
	}
	return ""
}

// propertyHindrance: triggers that enforce foreign keys are the system's.
func (w *writer) propertyHindrance(s Statement) string {
	if len(s.Makes) > 0 && s.Makes[0].Class == classSilenced {
		return "only a superuser may disable them: they are enabled"
	}
	return ""
}

func (w *writer) publicationHindrance(s Statement) string {
	for _, publication := range w.facts.Publications {
		if catalog.ClassPublication.Of(publication.OID) == s.Object && publication.AllTables {
			return "only a superuser may publish all tables"
		}
	}
	if len(s.Makes) > 0 && s.Makes[0].Class == catalog.ClassPublicationSchema {
		return "only a superuser may publish a schema"
	}
	return ""
}

func (w *writer) subscriptionHindrance(s Statement) string {
	if !w.target.DelegatesRoles() || !w.actsAs("pg_create_subscription") {
		return w.unless(false, "may not make subscriptions")
	}
	for _, subscription := range w.facts.Subscriptions {
		if catalog.ClassSubscription.Of(subscription.OID) != s.Object {
			continue
		}
		if slices.Contains(subscription.Options, "password_required=false") || !strings.Contains(subscription.Connection, "password") {
			return "only a superuser may make one without a password"
		}
	}
	return ""
}

// ours says whether an object belongs to the target's role until it hands it over: what it makes itself.
func (w *writer) ours(id catalog.ID) bool {
	switch id.Class {
	case catalog.ClassDatabase:
		return w.rights.OwnsDatabase
	case catalog.ClassRole, catalog.ClassTablespace:
		return true
	case catalog.ClassExtension:
		extension := w.available(id)
		return !extension.Installed || extension.Ours
	}
	switch {
	case w.members[id]:
		return w.makesMembers(id)
	case id.Class == catalog.ClassSchema && w.isPublic(id.OID):
		return w.rights.OwnsPublic
	}
	return w.made[id]
}

// makesMembers says whether the members of an extension are the role's: those of an extension that it installs itself, and
// not by way of being trusted, which makes them the first superuser's.
func (w *writer) makesMembers(member catalog.ID) bool {
	for _, depend := range w.facts.Depends {
		if depend.Object() == member && depend.Kind == catalog.DependsAsMember {
			extension := w.available(depend.Needs())
			return !extension.Installed && !extension.Superuser
		}
	}
	return false
}

func (w *writer) isPublic(schema catalog.OID) bool {
	return slices.ContainsFunc(w.facts.Schemas, func(s catalog.Schema) bool { return s.OID == schema && s.Name == "public" })
}

func (w *writer) belongingHindrance(s Statement) string {
	return w.unless(w.ours(s.Object), "does not own what it is on")
}

// ownerHindrance: who hands something over has to be able to become its owner, who has to be allowed to make it there.
func (w *writer) ownerHindrance(s Statement) string {
	owner := w.ownerOf(s.Object)
	schema := schemaOf(owner.Address)
	switch {
	case !w.ours(s.Object):
		return w.unless(false, "does not own it")
	case !w.actsAs(owner.Owner):
		return w.unless(false, "cannot hand it over to role "+owner.Owner)
	case s.Object.Class == catalog.ClassDatabase:
		return w.unless(w.rights.CreateDatabase, "may not make databases, and so not hand one over")
	case schema != "" && !w.mayCreateIn(owner.Owner, schema, map[string]bool{}):
		return "role " + owner.Owner + " may make nothing in schema " + schema
	}
	return ""
}

// ownerOf finds who owns an object on the source.
func (w *writer) ownerOf(id catalog.ID) catalog.Owner {
	if id.Class == catalog.ClassDatabase {
		return catalog.Owner{Owner: w.facts.Database.Owner}
	}
	return w.ownerByID[id]
}

// schemaOf returns the schema that an object is in, "" for one that is in none.
func schemaOf(a catalog.Address) string {
	switch a.Type {
	case "schema", "language", "foreign-data wrapper", "server", "extension", "event trigger", "publication", "subscription",
		"large object", "":
		return ""
	case "operator class", "operator family": // behind their access method
		return a.Names[1]
	}
	return a.Names[0]
}

// mayCreateIn says whether a role may make things in a schema of the target, once that has its owner and privileges.
func (w *writer) mayCreateIn(role, schema string, met map[string]bool) bool {
	met[role] = true
	if w.targetRoles[role].Superuser || w.grantsCreate(role, schema) {
		return true
	}
	for _, membership := range w.surroundings.Memberships {
		if membership.Member == role && !met[membership.Role] && w.mayCreateIn(membership.Role, schema, met) {
			return true
		}
	}
	return role == w.surroundings.Database.Owner && !met[databaseOwner] && w.mayCreateIn(databaseOwner, schema, met)
}

// databaseOwner is the role of the system whose one member owns the database.
const databaseOwner = "pg_database_owner"

// grantsCreate says whether a schema is a role's own, or its access list lets the role, or everybody, make things there.
func (w *writer) grantsCreate(role, schema string) bool {
	id := w.schemaByName[schema]
	owner := w.ownerByID[id].Owner
	if schema == "public" && !w.rights.OwnsPublic || !w.actsAs(owner) {
		owner = w.rights.Role // who made it, and cannot hand it over
		if schema == "public" {
			owner = w.target.PublicOwner()
		}
	}
	if owner == role {
		return true
	}
	list := w.aclOf[id]
	if w.options.NoPrivileges {
		list = nil
	}
	if schema == "public" && !w.rights.OwnsPublic {
		return w.target.PublicIsOpen()
	}
	for _, item := range list {
		grant, err := catalog.ParseGrant(item)
		if err != nil || grant.Grantee != "" && grant.Grantee != role {
			continue
		}
		if slices.ContainsFunc(grant.Privileges, func(p catalog.GrantedPrivilege) bool { return p.Letter == 'C' }) {
			return true
		}
	}
	return false
}

func (w *writer) privilegeHindrance(s Statement) string {
	return w.unless(w.ours(s.Object), "does not own it: "+s.SQL)
}

func (w *writer) defaultPrivilegeHindrance(s Statement) string {
	for _, defaults := range w.facts.DefaultPrivileges {
		if catalog.ClassDefaultPrivileges.Of(defaults.OID) == s.Object && !w.actsAs(defaults.Role) {
			return w.unless(false, "cannot act as role "+defaults.Role+": "+s.SQL)
		}
	}
	return ""
}

// membershipHindrance: on old servers who may make roles may grant all but superusers, on newer ones those it administers.
func (w *writer) membershipHindrance(s Statement) string {
	role := w.facts.Memberships[s.Object.OID-1].Role
	return w.unless(w.administers(role), "may not grant role "+role)
}

// administers says whether the target's role may grant a role, and change it.
func (w *writer) administers(role string) bool {
	if w.target.DelegatesRoles() {
		return slices.Contains(w.rights.Administers, role) || w.makesRole(role)
	}
	return w.rights.CreateRole && !w.targetRoles[role].Superuser || slices.Contains(w.rights.Administers, role)
}

func (w *writer) settingHindrance(s Statement) string {
	if s.Object.Class != catalog.ClassSetting {
		return w.unless(w.rights.OwnsDatabase, "does not own it")
	}
	setting := w.facts.Settings[s.Object.OID-1]
	switch {
	case !slices.Contains(w.rights.Settable, setting.Name):
		return w.unless(false, "may not set it")
	case setting.OfAllRoles():
		return w.unless(false, "may not change all roles")
	case setting.Role == "":
		return w.unless(w.rights.OwnsDatabase, "does not own the database")
	case setting.Role == w.rights.Role:
		return ""
	}
	return w.unless(w.rights.CreateRole && w.administers(setting.Role), "may not change role "+setting.Role)
}

// adapt changes what the target's role can only do in its own way: it grants in its own name what others granted.
func (w *writer) adapt(s *Statement) {
	if s.As != "" && !w.actsAs(s.As) {
		w.lose(s.Part(), "role "+w.rights.Role+" grants it instead of role "+s.As+": "+s.SQL)
		s.As = ""
	}
}
