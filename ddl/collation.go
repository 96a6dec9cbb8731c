package ddl

import "copydb/catalog"

// collations writes CREATE COLLATION.
func (w *writer) collations() []Statement {
	var statements []Statement
	for _, collation := range w.facts.Collations {
		id := catalog.ClassCollation.Of(collation.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE COLLATION " + collation.String() + " " + w.collationClauses(collation).String(),
			Kind:   KindCollation,
			Name:   "collation " + collation.Plain(),
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP COLLATION IF EXISTS " + collation.String() + " CASCADE",
		})
	}
	return statements
}

func (w *writer) collationClauses(collation catalog.Collation) clauses {
	var c clauses
	switch {
	case collation.Provider == "b":
		w.builtinLocale(&c, collation)
	case collation.Provider == "i":
		c.set("PROVIDER", "icu")
		c.set("LOCALE", catalog.Literal(collation.Locale))
	case collation.Collate == collation.Ctype:
		c.set("PROVIDER", "libc")
		c.set("LOCALE", catalog.Literal(collation.Collate))
	default:
		c.set("PROVIDER", "libc")
		c.set("LC_COLLATE", catalog.Literal(collation.Collate))
		c.set("LC_CTYPE", catalog.Literal(collation.Ctype))
	}
	c.flag("DETERMINISTIC = false", !collation.Deterministic)
	if collation.Rules != "" && w.target.HasCollationRules() {
		c.set("RULES", catalog.Literal(collation.Rules))
	} else if collation.Rules != "" {
		w.lose("collation "+collation.Plain(), "the target's collations have no rules of their own")
	}
	return c
}

// builtinLocale writes a locale that no library provides, or the nearest one that the target has. They all sort by code
// points, so that no index is in another order; they differ in what they take for a letter.
func (w *writer) builtinLocale(c *clauses, collation catalog.Collation) {
	label, provider, locale := "collation "+collation.Plain(), "builtin", collation.Locale
	if !w.target.HasBuiltinLocale(locale) {
		w.lose(label, "the target has no locale "+locale+": letters change their case as in C.UTF-8")
		locale = "C.UTF-8"
	}
	if !w.target.HasBuiltinLocales() {
		w.lose(label, "the target has no locales of its own, and takes "+locale+" from the system's library")
		provider = "libc"
	}
	c.set("PROVIDER", provider)
	c.set("LOCALE", catalog.Literal(locale))
}
