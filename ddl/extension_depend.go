package ddl

import "copydb/catalog"

// extensionDepends writes ALTER … DEPENDS ON EXTENSION, for all kinds that have it.
func (w *writer) extensionDepends() []Statement {
	var statements []Statement
	for _, depend := range w.facts.ExtensionDepends {
		if !w.tellsOf(depend.Object()) {
			continue
		}
		statements = append(statements, Statement{
			SQL:    "ALTER " + address(depend.Address) + " DEPENDS ON EXTENSION " + catalog.Ident(depend.Extension),
			Kind:   KindTableProperty,
			Name:   "extension " + depend.Extension + " of " + w.labelOf(depend.Address),
			Object: depend.Object(),
			Phase:  PostData,
			After:  []catalog.ID{depend.Object(), catalog.ClassExtension.Of(depend.ExtensionOID)},

			Borrowed: w.members[depend.Object()],
		})
	}
	return statements
}
