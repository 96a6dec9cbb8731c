package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// Brought is what the target's extensions bring: facts of a database in which they were just made.
type Brought struct {
	Now *catalog.Facts // in the versions that the target has
	// Then is the same in the versions that the source has, of those that the target has in others: what differs from that
	// is the users' doing, and not the version's. It is nil where the target cannot make any of these.
	Then  *catalog.Facts
	There map[string]bool // the extensions that the target has already, and keeps
	// Follows: changes are to follow, and no stream brings those of extensions' tables.
	Follows bool
}

// FindByHand finds what users did to what the extensions of the source brought. It asks same about two texts, as Compare does.
func FindByHand(source *catalog.Facts, brought Brought, same func(source, target string) bool) *ByHand {
	f := &handFinder{source: source, brought: brought, same: same, found: &ByHand{}}
	f.mends = newWriter(source, brought.Now.Server, Options{}).mends()
	now, then := map[catalog.OID]bool{}, map[catalog.OID]bool{}
	var others []catalog.Extension // of which nobody can tell what is the version's
	for _, extension := range source.Extensions {
		switch there, found := extensionOf(brought.Now, extension.Name); {
		case !found:
		case there.Schema != extension.Schema:
			f.lose("extension "+extension.Name, "the target had it already, in schema "+there.Schema+": what users changed of what it brought was not looked for")
		case there.Version == extension.Version:
			now[extension.OID] = true
		case brought.Then != nil && hasExtension(brought.Then, extension):
			then[extension.OID] = true
		default:
			others = append(others, extension)
		}
	}
	for _, member := range source.ExtensionMembers {
		now[member.ExtensionOID] = now[member.ExtensionOID] || member.ExtensionOID < firstUserOID
	}
	f.hold(now, brought.Now)
	if len(then) > 0 {
		f.hold(then, brought.Then)
	}
	for _, extension := range others {
		f.tellOther(extension)
	}
	return f.found
}

func extensionOf(facts *catalog.Facts, name string) (catalog.Extension, bool) {
	for _, extension := range facts.Extensions {
		if extension.Name == name {
			return extension, true
		}
	}
	return catalog.Extension{}, false
}

// handFinder holds the members of the source's extensions against those that the target's bring.
type handFinder struct {
	source   *catalog.Facts
	brought  Brought
	same     func(source, target string) bool
	found    *ByHand
	pristine *catalog.Facts        // what members are held against
	mends    map[string]bool       // of the source's members
	ordinary map[string]catalog.ID // what the source has outside of extensions, by name
}

// belongings are the members of some extensions, by the names of the statements that make them.
type belongings struct {
	members map[string]catalog.ExtensionMember
	objects map[string]*object // them, and what tables have
}

// membersOf describes the members of extensions.
func membersOf(facts *catalog.Facts, other catalog.Server, of func(catalog.ExtensionMember) bool) belongings {
	b := belongings{members: map[string]catalog.ExtensionMember{}}
	wanted := map[catalog.ID]bool{}
	for _, member := range facts.ExtensionMembers {
		wanted[member.Object()] = of(member)
	}
	description := newDescription(facts.Only(func(id catalog.ID) bool { return wanted[id] }), other, Options{})
	description.apart = true
	statements := description.written()
	names := ownNames(statements)
	for _, member := range facts.ExtensionMembers {
		if name, found := names[member.Object()]; found && of(member) {
			b.members[name] = member
		}
	}
	b.objects = objectsOf(statements)
	return b
}

// hold compares the members of extensions of the source with those that the target's bring in the same version.
func (f *handFinder) hold(extensions map[catalog.OID]bool, pristine *catalog.Facts) {
	f.pristine = pristine
	names := map[string]bool{}
	have := membersOf(f.source, pristine.Server, func(m catalog.ExtensionMember) bool { return extensions[m.ExtensionOID] })
	for _, member := range have.members {
		names[member.Extension] = true
	}
	for _, extension := range f.source.Extensions {
		names[extension.Name] = names[extension.Name] || extensions[extension.OID]
	}
	ofSame := func(m catalog.ExtensionMember) bool { return names[m.Extension] }
	brings := membersOf(pristine, f.source.Server, ofSame)
	now := brings
	if pristine != f.brought.Now {
		now = membersOf(f.brought.Now, f.source.Server, ofSame)
	}
	for _, name := range union(have.members, brings.members) {
		member, has := have.members[name]
		made, original := brings.members[name]
		_, keeps := now.members[name]
		switch {
		case has && !keeps && !original:
			f.add(name, member, have.objects[name])
		case has && original && made.Extension != member.Extension:
			f.lose(name, "it belongs to extension "+member.Extension+" on the source, and to "+made.Extension+" on the target")
		case has && keeps && original:
			f.change(name, member, have.objects[name], brings.objects[name], now.objects[name])
			if member.Class == catalog.ClassRelation {
				f.holdOrder(name, columnNames(f.source, member.OID), columnNames(pristine, made.OID))
			}
		case keeps && !has:
			f.takeOut(name, now.members[name], now.objects[name])
		}
	}
	f.found.Gone = dependentsFirst(f.found.Gone, f.brought.Now)
	f.holdParts(f.kept(have, brings, pristine))
}

func handled(name string, member catalog.ExtensionMember) Handled {
	return Handled{Object: member.Object(), Address: member.Address, Extension: member.Extension, ExtensionOID: member.ExtensionOID, Name: name}
}

// add takes note of what users put into an extension.
func (f *handFinder) add(name string, member catalog.ExtensionMember, have *object) {
	switch {
	case f.brought.Follows && have.kind == KindTable: // the statements of members tell of it
		return
	case f.brought.Follows && isRelationKind(have.kind):
		f.lose(name, "users put it into extension "+member.Extension+", and no stream brings what happens there")
		return
	}
	f.found.Added = append(f.found.Added, handled(name, member))
}

// change takes note of what users changed of an object.
func (f *handFinder) change(name string, member catalog.ExtensionMember, have, brought, now *object) {
	h := handled(name, member)
	changed := false
	parts := compareObject(name, have, brought, f.same).Parts
	for _, part := range parts {
		kind := kindOfPart(part.Name, have, brought)
		switch {
		case kind == KindOwner && part.Source == "":
		case f.belongs(part, kind) && have.parts[part.Name].about == member.Object():
			changed = true
		case f.belongs(part, kind):
			f.found.Told = append(f.found.Told, have.parts[part.Name].about)
		case kind == KindComment && part.Name == "comment on "+name:
			changed, h.Uncommented = true, true
		case isRelationKind(have.kind):
			f.holdPart(part, kind, parts)
		case (have.kind == KindFunction || have.kind == KindView) && (kind == have.kind || kind == KindDefault) &&
			sameText(brought.parts[part.Name], now.parts[part.Name], f.same):
			changed, h.Redefined = true, true
		default:
			f.lose(part.Name, "users changed what extension "+member.Extension+" made: it is as the target's extension makes it")
		}
	}
	if changed {
		f.found.Changed = append(f.found.Changed, h)
	}
}

func kindOfPart(name string, sides ...*object) Kind {
	for _, side := range sides {
		if part := side.parts[name]; part != nil {
			return part.kind
		}
	}
	return 0
}

// sameText says whether two versions of an extension say the same of a part.
func sameText(a, b *described, same func(a, b string) bool) bool {
	return newPart("", a, b).equal(same)
}

// isRelationKind says whether there may be rows in objects of a kind.
func isRelationKind(kind Kind) bool {
	return slices.Contains([]Kind{KindTable, KindForeignTable, KindSequence, KindMaterializedView}, kind)
}

// takeOut takes note of what the target's extension makes, and the source's does not have any more.
func (f *handFinder) takeOut(name string, made catalog.ExtensionMember, brought *object) {
	h := handled(name, made)
	if extension, found := extensionOf(f.source, made.Extension); found {
		h.ExtensionOID = extension.OID
	}
	if f.ordinary == nil {
		f.ordinary = map[string]catalog.ID{}
		for id, name := range ownNames(newWriter(f.source, f.brought.Now.Server, Options{}).ofKinds()) {
			f.ordinary[name] = id
		}
	}
	id, kept := f.ordinary[name]
	h.Object = id
	switch {
	case kept:
		f.keepOut(h, brought)
	case f.brought.There[made.Extension] || f.source.Server.Major() != f.brought.Now.Server.Major():
		f.loseBrought(name)
	default:
		f.found.Gone = append(f.found.Gone, h)
	}
}

// keepOut takes note of what users took out of an extension, and have still.
func (f *handFinder) keepOut(h Handled, brought *object) {
	of := f.describe(f.source, h.Object)
	have := of[h.Name]
	if have == nil {
		return
	}
	if have.kind == KindView {
		f.holdActs(h.Name, of, f.describe(f.brought.Now, h.Address.Object()))
	}
	h.Remade, h.Began = isRelationKind(have.kind), beganWith(h.Address.Object(), f.brought.Now)
	for _, part := range compareObject(h.Name, have, brought, f.same).Parts {
		kind := kindOfPart(part.Name, have, brought)
		switch {
		case kind == KindOwner, kind == KindSecurityLabel, kind == KindComment && part.Source != "", h.Remade:
		case kind == KindComment && part.Name == "comment on "+h.Name:
			h.Uncommented = true
		case have.kind == KindFunction, have.kind == KindView:
			h.Redefined = true
		default:
			f.lose(part.Name, "users changed what extension "+h.Extension+" made: it is as the target's extension makes it")
		}
	}
	h.Address.Class, h.Address.OID = h.Object.Class, h.Object.OID
	f.found.TakenOut = append(f.found.TakenOut, h)
}

// describe describes an object and what it has, by their names.
func (f *handFinder) describe(facts *catalog.Facts, id catalog.ID) map[string]*object {
	only := facts.Only(func(other catalog.ID) bool { return other == id })
	return objectsOf(Describe(only, f.brought.Now.Server, Options{}))
}

func (f *handFinder) lose(object, reason string) {
	f.found.Losses = append(f.found.Losses, Loss{Object: object, Reason: reason})
}

// tellOther tells what the source's version of an extension has and the target's has not, where nobody can say what of that users
// put in.
func (f *handFinder) tellOther(extension catalog.Extension) {
	of := func(m catalog.ExtensionMember) bool { return m.Extension == extension.Name }
	have, brings := membersOf(f.source, f.brought.Now.Server, of), membersOf(f.brought.Now, f.source.Server, of)
	var missing []string
	for _, name := range union(have.members, nil) {
		if _, found := brings.members[name]; !found && !isRelationKind(have.objects[name].kind) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		there, _ := extensionOf(f.brought.Now, extension.Name)
		f.lose("extension "+extension.Name, "version "+there.Version+" of the target does not have what version "+extension.Version+
			" of the source has, or users put into it: "+strings.Join(missing, ", "))
	}
}

// dependentsFirst sorts objects so that each comes before those that it needs.
func dependentsFirst(objects []Handled, brought *catalog.Facts) []Handled {
	needs := catalog.NeedsOf(brought.Depends)
	id := func(h Handled) catalog.ID { return h.Address.Object() }
	var sorted []Handled
	for len(objects) > 0 {
		next := slices.IndexFunc(objects, func(h Handled) bool {
			return !slices.ContainsFunc(objects, func(other Handled) bool { return id(other) != id(h) && needs.Has(id(other), id(h)) })
		})
		next = max(next, 0) // of a loop, any
		sorted = append(sorted, objects[next])
		objects = slices.Delete(objects, next, next+1)
	}
	return sorted
}
