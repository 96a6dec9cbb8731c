package ddl

import (
	"strings"

	"copydb/catalog"
)

// Lacking is a command for what the target's extension may have brought already: it runs where the target has no row of a
// catalog that tells of it.
type Lacking struct {
	SQL      string
	Catalog  string       // of the row: pg_trigger
	Relation string       // the catalog's column that names a relation: tgrelid
	On       catalog.Name // that relation
	Where    string       // what else the row is like, as SQL
}

// makeUp writes the statement's SQL anew from what it is made up of.
func (s *Statement) makeUp() {
	var body strings.Builder
	body.WriteString("BEGIN\n")
	for _, l := range s.Lacking {
		quote := dollarTag(l.SQL, "sql")
		body.WriteString("IF NOT EXISTS (SELECT FROM pg_catalog." + l.Catalog + " WHERE " + l.Relation + " = " +
			catalog.Literal(l.On.String()) + "::pg_catalog.regclass AND " + l.Where + ") THEN\n    EXECUTE " +
			quote + l.SQL + quote + ";\nEND IF;\n")
	}
	body.WriteString("END")
	quote := dollarTag(body.String(), "copydb")
	s.SQL = "DO " + quote + body.String() + quote
}

// Rename applies a change of names to all that the statement runs. Names in a condition are those of no schema.
func (s *Statement) Rename(sql func(string) string, name func(catalog.Name) catalog.Name) {
	for i := range s.Lacking {
		s.Lacking[i].SQL, s.Lacking[i].On = sql(s.Lacking[i].SQL), name(s.Lacking[i].On)
	}
	if len(s.Lacking) > 0 {
		s.makeUp()
		return
	}
	for _, text := range []*string{&s.SQL, &s.Drop, &s.Stub, &s.Rest, &s.Undo} {
		*text = sql(*text)
	}
}
