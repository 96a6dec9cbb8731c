package ddl

import (
	"strings"

	"copydb/catalog"
)

// textSearch makes the statement that creates one of the four kinds of text search objects.
func textSearch(kind Kind, word string, id catalog.ID, name catalog.Name, options clauses) Statement {
	return Statement{
		SQL:    "CREATE TEXT SEARCH " + word + " " + name.String() + " " + options.String(),
		Kind:   kind,
		Name:   "text search " + strings.ToLower(word) + " " + name.Plain(),
		Object: id,
		Makes:  []catalog.ID{id},
		Drop:   "DROP TEXT SEARCH " + word + " IF EXISTS " + name.String() + " CASCADE",
	}
}

// tsParsers writes CREATE TEXT SEARCH PARSER.
func (w *writer) tsParsers() []Statement {
	var statements []Statement
	for _, parser := range w.facts.TSParsers {
		var c clauses
		c.set("START", parser.Start)
		c.set("GETTOKEN", parser.GetToken)
		c.set("END", parser.End)
		c.set("HEADLINE", parser.Headline)
		c.set("LEXTYPES", parser.LexTypes)
		statements = append(statements, textSearch(KindTSParser, "PARSER", catalog.ClassTSParser.Of(parser.OID), parser.Name, c))
	}
	return statements
}

// tsTemplates writes CREATE TEXT SEARCH TEMPLATE.
func (w *writer) tsTemplates() []Statement {
	var statements []Statement
	for _, template := range w.facts.TSTemplates {
		var c clauses
		c.set("INIT", template.Init)
		c.set("LEXIZE", template.Lexize)
		statements = append(statements, textSearch(KindTSTemplate, "TEMPLATE", catalog.ClassTSTemplate.Of(template.OID), template.Name, c))
	}
	return statements
}

// tsDictionaries writes CREATE TEXT SEARCH DICTIONARY. A thesaurus names another dictionary among its options, which
// pg_depend does not know of: thesauri come after all others.
func (w *writer) tsDictionaries() []Statement {
	var statements, thesauri []Statement
	var others []catalog.ID
	for _, dictionary := range w.facts.TSDictionaries {
		var c clauses
		c.set("TEMPLATE", dictionary.Template)
		c.flag(dictionary.Options, dictionary.Options != "")
		create := textSearch(KindTSDictionary, "DICTIONARY", catalog.ClassTSDictionary.Of(dictionary.OID), dictionary.Name, c)
		if dictionary.Thesaurus {
			thesauri = append(thesauri, create)
			continue
		}
		statements = append(statements, create)
		others = append(others, create.Object)
	}
	for i := range thesauri {
		thesauri[i].After = others
	}
	return append(statements, thesauri...)
}

// tsConfigurations writes CREATE TEXT SEARCH CONFIGURATION, and ALTER … ADD MAPPING for each kind of token.
func (w *writer) tsConfigurations() []Statement {
	var statements []Statement
	for _, configuration := range w.facts.TSConfigurations {
		var c clauses
		c.set("PARSER", configuration.Parser)
		create := textSearch(KindTSConfiguration, "CONFIGURATION", catalog.ClassTSConfiguration.Of(configuration.OID), configuration.Name, c)
		statements = append(statements, create)
		for i, token := range configuration.Tokens {
			statements = append(statements, Statement{
				SQL: "ALTER TEXT SEARCH CONFIGURATION " + configuration.String() + " ADD MAPPING FOR " + catalog.Ident(token) +
					" WITH " + configuration.Dictionaries[i],
				Kind:   KindTSConfiguration,
				Name:   create.Name + " for " + token,
				Object: create.Object,
				After:  create.Makes,
			})
		}
	}
	return statements
}
