package catalog

import "strings"

// Name is the name of an object inside a schema. Its String is safe inside SQL.
type Name struct {
	Schema string `db:"schema"`
	Name   string `db:"name"`
}

// String returns the qualified name, quoted for SQL.
func (n Name) String() string { return Ident(n.Schema) + "." + Ident(n.Name) }

// Plain returns the name as people write it: never for SQL.
func (n Name) Plain() string { return n.Schema + "." + n.Name }

// Ident quotes an identifier. It always quotes, since a newer server may reserve words that this binary does not know.
func Ident(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// Idents quotes identifiers and joins them with commas.
func Idents(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = Ident(name)
	}
	return strings.Join(quoted, ", ")
}

// Literal quotes a string constant. With a backslash it begins with E, which reads the same whatever
// standard_conforming_strings says.
func Literal(value string) string {
	quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
	if !strings.Contains(value, `\`) {
		return quoted
	}
	return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
}

// SplitNames takes a list of names apart as the server writes it: some are in double quotes, which are doubled inside.
func SplitNames(list string) []string {
	var names []string
	var name strings.Builder
	quoted := false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"' && quoted && strings.HasPrefix(list[i+1:], `"`):
			name.WriteByte(c)
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			names = append(names, name.String())
			name.Reset()
		case c != ' ' || quoted:
			name.WriteByte(c)
		}
	}
	return append(names, name.String())
}
