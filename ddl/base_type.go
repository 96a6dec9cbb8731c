package ddl

import (
	"strconv"
	"strings"

	"copydb/catalog"
)

// baseTypes writes CREATE TYPE. The functions that read and print a type take and return it: they are made over a shell.
func (w *writer) baseTypes() []Statement {
	var statements []Statement
	for _, base := range w.facts.BaseTypes {
		statements = append(statements, Statement{
			SQL:    "CREATE TYPE " + base.String() + " " + w.baseTypeClauses(base).String(),
			Kind:   KindBaseType,
			Name:   "type " + base.Plain(),
			Object: catalog.ClassType.Of(base.OID),
			Makes:  catalog.ClassType.IDs(base.OID, base.ArrayType),
			Stub:   "CREATE TYPE " + base.String(),
			Drop:   "DROP TYPE IF EXISTS " + base.String() + " CASCADE",
		})
	}
	return statements
}

func (w *writer) baseTypeClauses(base catalog.BaseType) clauses {
	alignment := map[string]string{"c": "char", "s": "int2", "i": "int4", "d": "double"}
	storage := map[string]string{"p": "plain", "e": "external", "x": "extended", "m": "main"}
	var c clauses
	length := strconv.Itoa(int(base.Length))
	if base.Length == -1 {
		length = "VARIABLE"
	}
	c.set("INTERNALLENGTH", length)
	c.set("INPUT", base.Input)
	c.set("OUTPUT", base.Output)
	c.set("RECEIVE", base.Receive)
	c.set("SEND", base.Send)
	c.set("TYPMOD_IN", base.ModifierInput)
	c.set("TYPMOD_OUT", base.ModifierOutput)
	c.set("ANALYZE", base.Analyze)
	if w.target.HasSubscripting() {
		c.set("SUBSCRIPT", base.Subscript)
	} else if base.Subscript != "" && !strings.Contains(base.Subscript, "raw_array_subscript_handler") {
		w.lose("type "+base.Plain(), "the target has no subscripts ("+base.Subscript+") for it")
	}
	c.set("ELEMENT", base.Element)
	c.set("DEFAULT", base.Default)
	c.set("CATEGORY", catalog.Literal(base.Category))
	c.flag("PREFERRED = true", base.Preferred)
	c.set("DELIMITER", catalog.Literal(base.Delimiter))
	c.flag("COLLATABLE = true", base.Collatable)
	c.set("ALIGNMENT", alignment[base.Alignment])
	c.set("STORAGE", storage[base.Storage])
	c.flag("PASSEDBYVALUE", base.ByValue)
	return c
}

// shellTypes writes CREATE TYPE for types that were announced and never defined.
func (w *writer) shellTypes() []Statement {
	var statements []Statement
	for _, shell := range w.facts.ShellTypes {
		id := catalog.ClassType.Of(shell.OID)
		statements = append(statements, Statement{
			SQL:    "CREATE TYPE " + shell.String(),
			Kind:   KindShellType,
			Name:   "type " + shell.Plain(),
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP TYPE IF EXISTS " + shell.String() + " CASCADE",
		})
	}
	return statements
}
