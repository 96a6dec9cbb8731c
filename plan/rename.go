package plan

import (
	"strings"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/ddl/pgparse"
)

// Schemas are the new names of schemas by their old ones.
type Schemas map[string]string

// Name returns the name that something of the source's has on the target.
func (s Schemas) Name(name catalog.Name) catalog.Name {
	if to, mapped := s[name.Schema]; mapped {
		name.Schema = to
	}
	return name
}

// Mapped maps each new name to itself: Rename then changes nothing but how names are quoted, as it does for the old names.
func (s Schemas) Mapped() Schemas {
	mapped := Schemas{}
	for _, to := range s {
		mapped[to] = to
	}
	return mapped
}

// Rename makes statements that are for the source's names ones for the target's.
func (s Schemas) Rename(statements []*ddl.Statement) {
	if len(s) == 0 {
		return
	}
	for _, statement := range statements {
		statement.Rename(func(sql string) string { return pgparse.RenameSchemas(sql, s) }, s.Name)
		statement.Name = s.plain(statement.Name)
	}
}

// plain renames schemas in the name of a statement, as people read it: "index shop.by_total", "privileges of schema shop".
func (s Schemas) plain(text string) string {
	var pairs []string
	for from, to := range s {
		for _, before := range []string{" ", "(", ","} {
			pairs = append(pairs, before+from+".", before+to+".")
		}
		pairs = append(pairs, " schema "+from+" ", " schema "+to+" ")
	}
	renamed := strings.NewReplacer(pairs...).Replace(" " + text + " ")
	return renamed[1 : len(renamed)-1]
}
