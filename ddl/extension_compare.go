package ddl

import "copydb/catalog"

// WithMembers returns the facts of a database as if what its extensions brought were the users' own, for Describe, where the
// other database has the same version of an extension. Of two versions nobody could say what is the users' doing.
func WithMembers(facts, other *catalog.Facts) *catalog.Facts {
	same := map[catalog.OID]bool{}
	for _, extension := range facts.Extensions {
		same[extension.OID] = hasExtension(other, extension)
	}
	wanted := map[catalog.ID]bool{}
	for _, member := range facts.ExtensionMembers {
		if same[member.ExtensionOID] || member.ExtensionOID < firstUserOID {
			wanted[member.Object()] = true
		}
	}
	return facts.Take(func(id catalog.ID) bool { return wanted[id] })
}

// hasExtension says whether a database has an extension in the same version and schema.
func hasExtension(facts *catalog.Facts, wanted catalog.Extension) bool {
	for _, extension := range facts.Extensions {
		if extension.Name == wanted.Name {
			return extension.Version == wanted.Version && extension.Schema == wanted.Schema
		}
	}
	return false
}

// memberTraits tell which objects belong to extensions.
func (d *description) memberTraits(statements []*Statement) []Statement {
	if d.options.NoExtensions {
		return nil
	}
	names := ownNames(statements)
	var traits []Statement
	for _, member := range d.facts.ExtensionMembers {
		if name, found := names[member.Object()]; found {
			traits = append(traits, trait(KindExtensionMember, member.Object(), "membership of "+name, "belongs to extension "+member.Extension))
		}
	}
	return traits
}
