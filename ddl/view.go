package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// views writes CREATE VIEW, and the defaults that a view's columns have of their own. A view that is in a loop begins as
// a stub, which CREATE OR REPLACE then turns into what it is.
func (w *writer) views() []Statement {
	var statements []Statement
	for _, view := range w.facts.Views {
		create := "CREATE OR REPLACE VIEW " + view.String()
		if options := w.viewOptions(view); len(options) > 0 {
			create += " WITH (" + storageOptions(options) + ")"
		}
		makes := catalog.ClassRelation.IDs(view.OID)
		makes = append(makes, catalog.ClassType.IDs(view.Type, view.ArrayType)...)
		makes = append(makes, catalog.ClassRule.IDs(view.Rule)...)
		statements = append(statements, Statement{
			SQL:    create + " AS\n" + view.Definition,
			Kind:   KindView,
			Name:   "view " + view.Plain(),
			Object: catalog.ClassRelation.Of(view.OID),
			Makes:  makes,
			Stub:   "CREATE VIEW " + view.String() + " AS\n" + w.emptySelect(view.OID),
			Drop:   "DROP VIEW IF EXISTS " + view.String() + " CASCADE",
		})
		statements = append(statements, w.viewDefaults(view)...)
	}
	return statements
}

// viewOptions returns the options that the target knows.
func (w *writer) viewOptions(view catalog.View) []string {
	return slices.DeleteFunc(slices.Clone(view.Options), func(option string) bool {
		unknown := strings.HasPrefix(option, "security_invoker=") && !w.target.HasSecurityInvoker()
		if unknown {
			w.lose("view "+view.Plain(), "the target has no "+option+": the view reads with its owner's privileges")
		}
		return unknown
	})
}

// emptySelect writes a SELECT of NULLs with the names, types and collations of a view's columns, which CREATE OR REPLACE
// VIEW must find unchanged.
func (w *writer) emptySelect(view catalog.OID) string {
	var columns []string
	for _, column := range w.columns[view] {
		value := "NULL::" + column.Type
		if column.Collation != "" {
			value += " COLLATE " + column.Collation
		}
		columns = append(columns, "    "+value+" AS "+catalog.Ident(column.Name))
	}
	return strings.TrimSuffix("SELECT\n"+strings.Join(columns, ",\n"), "\n")
}

// viewDefaults writes the defaults that INSERT into a view takes.
func (w *writer) viewDefaults(view catalog.View) []Statement {
	var statements []Statement
	for _, column := range w.columns[view.OID] {
		if column.DefaultOID == 0 {
			continue
		}
		id := catalog.ClassDefault.Of(column.DefaultOID)
		statements = append(statements, Statement{
			SQL:    "ALTER VIEW " + view.String() + " ALTER COLUMN " + catalog.Ident(column.Name) + " SET DEFAULT " + column.Default,
			Kind:   KindDefault,
			Name:   "default of column " + view.Plain() + "." + column.Name,
			Object: id,
			Makes:  []catalog.ID{id},
			After:  catalog.ClassRelation.IDs(view.OID),
		})
	}
	return statements
}
