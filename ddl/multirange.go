package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// lacksMultiranges says whether the source may have columns of types that the target has not.
func (w *writer) lacksMultiranges() bool {
	return w.facts.Server.HasMultirange() && !w.target.HasMultirange()
}

// typeHindrance says which column keeps the target from having a table. All other kinds of objects are tried, and left out
// where the target refuses them; a table holds rows, and that it cannot be had is to be told before anything is touched.
func (w *writer) typeHindrance(s Statement) string {
	for _, column := range w.columns[s.Object.OID] {
		if w.isMultirange(column) {
			return "its column " + column.Name + " is of type " + column.Type + ", and multiranges need PostgreSQL 14"
		}
	}
	return ""
}

// isMultirange says whether a column is of a multirange, or of arrays of one.
func (w *writer) isMultirange(column catalog.Column) bool {
	name := strings.TrimRight(column.Type, "[]")
	switch name {
	case "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange", "tstzmultirange":
		return column.TypeOID < firstUserOID
	}
	for _, of := range w.facts.Ranges {
		if column.TypeOID == of.MultirangeType || column.TypeOID == of.MultirangeArrayType {
			return true
		}
	}
	return false
}

// hasImpliedMultirange says whether a range's multirange, if any, has the name that a server gives it by itself, as every
// newer server does.
func hasImpliedMultirange(r catalog.Range) bool {
	const word, label = "range", "_multirange"
	name := r.Name
	if strings.Contains(r.Name.Name, word) {
		name.Name = strings.Replace(r.Name.Name, word, "multi"+word, 1)
	} else {
		name.Name = clip(r.Name.Name, nameLimit-len(label)) + label
	}
	implied := []string{""}
	for _, schema := range []string{name.Schema, catalog.Ident(name.Schema)} { // a server quotes what needs it
		implied = append(implied, schema+"."+name.Name, schema+"."+catalog.Ident(name.Name))
	}
	return slices.Contains(implied, r.Multirange)
}
