package ddl

import (
	"strings"

	"copydb/catalog"
)

// CreateDatabase writes the command that makes a database like another one on a target, as far as its version can. tablespace
// is where it is to be there, "" for the cluster's own.
func CreateDatabase(source catalog.Database, name string, target catalog.Server, tablespace string) string {
	options := []string{"TEMPLATE = template0", "ENCODING = " + catalog.Literal(source.Encoding)}
	set := func(option, value string) {
		if value != "" {
			options = append(options, option+" = "+catalog.Literal(value))
		}
	}
	set("LC_COLLATE", source.Collate)
	set("LC_CTYPE", source.CType)
	if target.HasICUDatabases() && target.HasProvider(source.Provider) {
		set("LOCALE_PROVIDER", providerWord(source.Provider))
		switch providerWord(source.Provider) {
		case "icu":
			set("ICU_LOCALE", source.Locale)
		case "builtin":
			set("BUILTIN_LOCALE", source.Locale)
		}
		if target.HasCollationRules() {
			set("ICU_RULES", source.Rules)
		}
	}
	if tablespace != "" {
		options = append(options, "TABLESPACE = "+catalog.Ident(tablespace))
	}
	return "CREATE DATABASE " + catalog.Ident(name) + " WITH " + strings.Join(options, " ")
}
