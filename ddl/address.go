package ddl

import (
	"strings"

	"copydb/catalog"
)

// address writes an object as COMMENT ON, ALTER … OWNER and GRANT take it: the word for its kind, and its name.
func address(a catalog.Address) string { return addressWord(a.Type) + " " + addressName(a) }

// addressWord returns SQL's word for a kind that the server has a word of its own for.
func addressWord(kind string) string {
	switch kind {
	case "function", "procedure", "aggregate":
		return "ROUTINE" // takes all of them, and an aggregate's arguments without its ORDER BY
	case "foreign-data wrapper":
		return "FOREIGN DATA WRAPPER"
	case "statistics object":
		return "STATISTICS"
	case "table constraint", "domain constraint":
		return "CONSTRAINT"
	}
	if isColumn(kind) {
		return "COLUMN"
	}
	return strings.ToUpper(kind)
}

// isColumn tells the server's words for columns: "table column", "composite type column".
func isColumn(kind string) bool { return strings.HasSuffix(kind, " column") }

// addressName writes an object's name where it stands behind the word for its kind.
func addressName(a catalog.Address) string {
	switch a.Type {
	case "function", "aggregate":
		return dotted(a.Names) + "(" + strings.Join(a.Args, ", ") + ")"
	case "procedure": // by its input arguments alone, and so that they are not taken for all its arguments
		args := make([]string, len(a.Args))
		for i, arg := range a.Args {
			args[i] = "IN " + arg
		}
		return dotted(a.Names) + "(" + strings.Join(args, ", ") + ")"
	case "operator": // its own name takes no quotes, and needs none: it has only characters of operators
		return catalog.Ident(a.Names[0]) + "." + a.Names[1] + " (" + strings.Join(a.Args, ", ") + ")"
	case "cast":
		return "(" + a.Names[0] + " AS " + a.Args[0] + ")"
	case "transform":
		return "FOR " + a.Names[0] + " LANGUAGE " + catalog.Ident(a.Args[0])
	case "domain constraint":
		return catalog.Ident(a.Args[0]) + " ON DOMAIN " + dotted(a.Names)
	case "table constraint", "rule", "trigger", "policy":
		last := len(a.Names) - 1
		return catalog.Ident(a.Names[last]) + " ON " + dotted(a.Names[:last])
	case "operator class", "operator family":
		return dotted(a.Names[1:]) + " USING " + catalog.Ident(a.Names[0])
	case "large object":
		return a.Names[0]
	}
	return dotted(a.Names)
}

// dotted writes a qualified name.
func dotted(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = catalog.Ident(name)
	}
	return strings.Join(quoted, ".")
}

// labelOf tells an object to people as the statement that makes it does, where it has one of its own.
func (w *writer) labelOf(a catalog.Address) string {
	if name := w.called[a.Object()]; name != "" && !isColumn(a.Type) {
		return name
	}
	return addressLabel(a)
}

// addressLabel tells an object to people.
func addressLabel(a catalog.Address) string {
	names, last := strings.Join(a.Names, "."), len(a.Names)-1
	switch a.Type {
	case "function", "procedure", "aggregate", "operator":
		return a.Type + " " + names + "(" + strings.Join(a.Args, ", ") + ")"
	case "table constraint", "rule", "trigger", "policy":
		return strings.TrimPrefix(a.Type, "table ") + " " + a.Names[last] + " on " + strings.Join(a.Names[:last], ".")
	case "domain constraint":
		return "constraint " + a.Args[0] + " of domain " + names
	case "table column":
		return "column " + names
	}
	return strings.Join(append([]string{a.Type, names}, a.Args...), " ")
}
