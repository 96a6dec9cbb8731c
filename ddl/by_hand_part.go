package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// kept describes the members of extensions that both sides have, without those that users put in or took out.
func (f *handFinder) kept(have, brings belongings, pristine *catalog.Facts) (of, by belongings) {
	here, there := map[catalog.ID]bool{}, map[catalog.ID]bool{}
	for name, member := range have.members {
		if made, both := brings.members[name]; both {
			here[member.Object()], there[made.Object()] = true, true
		}
	}
	if len(here) < len(have.members) {
		have = membersOf(f.source, pristine.Server, func(m catalog.ExtensionMember) bool { return here[m.Object()] })
	}
	if len(there) < len(brings.members) {
		brings = membersOf(pristine, f.source.Server, func(m catalog.ExtensionMember) bool { return there[m.Object()] })
	}
	return have, brings
}

// holdParts compares what tables and views of extensions have, and is no member itself: indexes, constraints, triggers and the like.
func (f *handFinder) holdParts(have, brings belongings) {
	for _, name := range union(have.objects, brings.objects) {
		_, member := have.members[name]
		of, by := have.objects[name], brings.objects[name]
		switch _, mended := f.mends[name]; {
		case member:
		case of == nil:
			f.loseBrought(name)
		case by == nil && !mended:
			f.lose(name, "users added it to what an extension made, and it is not brought over")
		default:
			f.holdPartsOf(name, of, by)
		}
	}
}

func (f *handFinder) holdPartsOf(name string, of, by *object) {
	parts := compareObject(name, of, by, f.same).Parts
	for _, part := range parts {
		sides := []*object{of}
		if by != nil {
			sides = append(sides, by)
		}
		if kind := kindOfPart(part.Name, sides...); f.belongs(part, kind) {
			f.found.Told = append(f.found.Told, of.parts[part.Name].about)
		} else {
			f.holdPart(part, kind, parts)
		}
	}
}

// belongs says whether a part is what users wrote on something that can be told of every object.
func (f *handFinder) belongs(part Part, kind Kind) bool {
	return part.Source != "" && (kind == KindOwner || kind == KindSecurityLabel || kind == KindComment)
}

// holdPart tells of a part that differs and that the statements of members do not bring.
func (f *handFinder) holdPart(part Part, kind Kind, parts []Part) {
	replaces, mended := f.mends[part.Name]
	switch {
	case part.Source == "" && f.goesWithColumn(part, parts):
	case part.Source == "":
		f.loseBrought(part.Name)
	case mended && (replaces || part.Target == ""):
	default:
		f.lose(part.Name, "users changed it: it is as the target's extension makes it")
	}
}

// goesWithColumn says whether a part went with a column that is gone.
func (f *handFinder) goesWithColumn(part Part, parts []Part) bool {
	checked := f.checkedColumns(part.Name)
	return slices.ContainsFunc(parts, func(column Part) bool {
		return column.Source == "" && strings.HasPrefix(column.Name, columnLabel) &&
			(strings.HasSuffix(part.Name, " of "+column.Name) || slices.Contains(checked, column.Name))
	})
}

// checkedColumns names the columns of a check that an extension made.
func (f *handFinder) checkedColumns(name string) (names []string) {
	for _, check := range f.pristine.OfMembers.Constraints {
		if check.Type != catalog.CheckConstraint || constraintLabel(check) != name {
			continue
		}
		for _, column := range f.pristine.OfMembers.Columns {
			if column.Relation == check.Relation && slices.Contains(check.Columns, column.Number) {
				names = append(names, columnLabel+check.On().Plain()+"."+column.Name)
			}
		}
	}
	return names
}

const columnLabel = "column "

// holdActs tells of the triggers and rules of a view that users took out of an extension: those that the target's extension made
// with it stay.
func (f *handFinder) holdActs(view string, of, by map[string]*object) {
	for _, name := range union(of, by) {
		switch {
		case name == view || by[name] == nil:
		case of[name] == nil:
			f.loseBrought(name)
		case len(compareObject(name, of[name], by[name], f.same).Parts) > 0:
			f.lose(name, "users changed it: it is as the target's extension makes it")
		}
	}
}

// holdOrder tells where the columns that both sides have stand otherwise.
func (f *handFinder) holdOrder(name string, have, brings []string) {
	both := func(columns, other []string) []string {
		return slices.DeleteFunc(slices.Clone(columns), func(column string) bool { return !slices.Contains(other, column) })
	}
	if !slices.Equal(both(have, brings), both(brings, have)) {
		f.lose(name, "users changed the order of its columns: it is as the target's extension makes it")
	}
}

// columnNames lists the columns of a relation of an extension, in their order.
func columnNames(facts *catalog.Facts, relation catalog.OID) (names []string) {
	for _, column := range facts.OfMembers.Columns {
		if column.Relation == relation {
			names = append(names, column.Name)
		}
	}
	return names
}

// loseBrought tells of what the target's extension makes and the source's does not have.
func (f *handFinder) loseBrought(name string) {
	f.lose(name, "the target's extension makes it, the source does not have it any more")
}
