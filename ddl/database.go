package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// aDatabase is how labels call the database, whatever its name on either side.
const aDatabase = "the database"

// database gives the target's database the properties of the source's, but for those that only CREATE DATABASE gives.
func (w *writer) database() []Statement {
	if !w.options.Database {
		return nil
	}
	source, target := w.facts.Database, w.targetDatabase()
	w.tellOtherLocale(source, target)
	id := catalog.ClassDatabase.Of(source.OID)
	what := "DATABASE " + catalog.Ident(w.databaseName)
	property := func(kind Kind, label, sql string) Statement {
		return Statement{SQL: sql, Kind: kind, Name: label, Object: id, Phase: Database}
	}
	statements := w.databaseSettings(what)
	if source.ConnectionLimit != target.ConnectionLimit {
		statements = append(statements, property(KindDatabase, "connection limit of "+aDatabase,
			fmt.Sprintf("ALTER %s CONNECTION LIMIT %d", what, source.ConnectionLimit)))
	}
	if source.Template != target.Template {
		statements = append(statements, property(KindDatabase, "whether others may copy "+aDatabase,
			fmt.Sprintf("ALTER %s IS_TEMPLATE %t", what, source.Template)))
	}
	if source.Comment != target.Comment && !w.options.NoComments {
		statements = append(statements, property(KindComment, "comment on "+aDatabase, "COMMENT ON "+what+" IS "+literalOrNull(source.Comment)))
	}
	statements = append(statements, w.sharedLabels(id, w.databaseName, Database)...)
	if source.Owner != target.Owner {
		statements = append(statements, w.sharedOwner(id, what, aDatabase, source.Owner, Database)...)
	}
	return append(statements, w.sharedPrivileges(sharedList{id: id, on: what, label: aDatabase, owner: source.Owner,
		initial: w.databaseBegins(target), list: source.List, phase: Database})...)
}

func literalOrNull(text string) string {
	if text == "" {
		return "NULL"
	}
	return catalog.Literal(text)
}

// targetDatabase returns what is known of the target's database: that of a new one where nothing is.
func (w *writer) targetDatabase() catalog.Database {
	if w.surroundings != nil {
		return w.surroundings.Database
	}
	source := w.facts.Database
	return catalog.Database{Encoding: source.Encoding, Provider: source.Provider, Collate: source.Collate, CType: source.CType,
		Locale: source.Locale, Rules: source.Rules, Tablespace: source.Tablespace, ConnectionLimit: -1, List: source.Initial}
}

// databaseBegins returns the access list that the target's database has once it has its owner.
func (w *writer) databaseBegins(target catalog.Database) []string {
	owner := w.facts.Database.Owner
	if w.options.NoOwner || w.surroundings == nil {
		return target.List
	}
	items := make([]string, 0, len(target.List))
	for _, item := range target.List {
		if grant, err := catalog.ParseGrant(item); err == nil {
			for _, role := range []*string{&grant.Grantee, &grant.Grantor} {
				if *role == target.Owner {
					*role = owner
				}
			}
			item = grant.Item()
		}
		items = append(items, item)
	}
	return items
}

// databaseSettings writes ALTER DATABASE … SET and ALTER ROLE … IN DATABASE … SET, and takes away what only the target has.
func (w *writer) databaseSettings(what string) []Statement {
	var statements []Statement
	kept := map[[2]string]bool{}
	for i, setting := range w.facts.Settings {
		if !setting.Here || catalog.OfProvider(setting.Role) {
			continue
		}
		kept[[2]string{setting.Role, setting.Name}] = true
		label := settingLabel(setting)
		there, found := w.targetSetting(setting)
		switch {
		case found && there == setting.Value:
		case w.unknownSetting(setting):
			w.lose(label, noSuchSetting)
		case setting.Role != "" && !w.hasRole(setting.Role):
			w.lose(label, "the target has no role "+setting.Role)
		default:
			statements = append(statements, w.setSetting(setting, settingOf(setting, what), label, i, Database))
		}
	}
	if w.surroundings == nil {
		return statements
	}
	for i, setting := range w.surroundings.Settings {
		if setting.Here && !kept[[2]string{setting.Role, setting.Name}] {
			statements = append(statements, Statement{
				SQL:    "ALTER " + settingOf(setting, what) + " RESET " + settingName(setting.Name),
				Kind:   KindSetting,
				Name:   fmt.Sprintf("%04d %s", i+1, settingLabel(setting)),
				Object: catalog.ClassDatabase.Of(w.facts.Database.OID),
				Phase:  Database,
			})
		}
	}
	return statements
}

func settingLabel(setting catalog.Setting) string {
	if setting.Role == "" {
		return "setting " + setting.Name + " of " + aDatabase
	}
	return "setting " + setting.Name + " of role " + setting.Role + " in " + aDatabase
}

// settingOf writes what a setting of the database is of.
func settingOf(setting catalog.Setting, what string) string {
	if setting.Role == "" {
		return what
	}
	return "ROLE " + catalog.Ident(setting.Role) + " IN " + what
}

// tellOtherLocale tells what of the target's database could only have been chosen when it was made.
func (w *writer) tellOtherLocale(source, target catalog.Database) {
	var others []string
	for _, property := range []struct{ name, want, has string }{
		{"encoding", source.Encoding, target.Encoding},
		{"locale provider", providerWord(source.Provider), providerWord(target.Provider)},
		{"collation", localeWord(source.Collate), localeWord(target.Collate)},
		{"character classes", localeWord(source.CType), localeWord(target.CType)},
		{"locale", source.Locale, target.Locale},
		{"ICU rules", source.Rules, target.Rules},
	} {
		if property.want != property.has {
			others = append(others, fmt.Sprintf("%s %s, not %s", property.name, orNothing(property.has), orNothing(property.want)))
		}
	}
	if len(others) > 0 {
		w.lose(aDatabase, "it was made with "+strings.Join(others, "; ")+" (--create-db makes it like the source's)")
	}
	if space := w.tablespace(source.Tablespace, aDatabase); space != target.Tablespace && !w.options.NoTablespaces && space != "" {
		w.lose(aDatabase, "it was made in tablespace "+target.Tablespace+", not in "+space+" (--create-db makes it there)")
	}
}

// localeWord writes a locale of libc in one of the ways in which systems write it: en_US.utf8 is en_US.UTF-8.
func localeWord(locale string) string {
	name, encoding, found := strings.Cut(locale, ".")
	if !found {
		return locale
	}
	encoding = strings.ToUpper(encoding)
	if slices.Contains([]string{"UTF8", "UTF-8"}, encoding) {
		encoding = "UTF-8"
	}
	return name + "." + encoding
}

// providerWord tells what CREATE DATABASE calls a provider of locales.
func providerWord(letter string) string {
	switch letter {
	case "c":
		return "libc"
	case "i":
		return "icu"
	case "b":
		return "builtin"
	}
	return letter
}

func orNothing(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
