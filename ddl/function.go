package ddl

import (
	"strconv"
	"strings"

	"copydb/catalog"
)

// functions writes CREATE FUNCTION and CREATE PROCEDURE as the server prints them.
func (w *writer) functions() []Statement {
	var statements []Statement
	for _, function := range w.facts.Functions {
		word := "FUNCTION"
		if function.Procedure {
			word = "PROCEDURE"
		}
		label := strings.ToLower(word) + " " + function.Plain() + "(" + function.Arguments + ")"
		if function.Output && !w.target.HasOutProcedures() {
			w.lose(label, "the target's procedures have no OUT arguments")
			continue
		}
		function = w.permittedFunction(function, label)
		signature := word + " " + function.String() + "(" + function.Identity + ")"
		id := catalog.ClassFunction.Of(function.OID)
		create := Statement{
			SQL:    w.functionSQL(function, label),
			Kind:   KindFunction,
			Name:   label,
			Object: id,
			Makes:  []catalog.ID{id},
			Drop:   "DROP " + signature[:len(word)] + " IF EXISTS" + signature[len(word):] + " CASCADE",
		}
		if function.Body != "" {
			create.Stub = withoutBody(function) + "AS ''"
		}
		statements = append(statements, create)
		if estimates := unroundedEstimates(function); estimates != "" {
			statements = append(statements, Statement{
				SQL:    "ALTER " + signature + estimates,
				Kind:   KindFunction,
				Name:   "estimates of " + label,
				Object: id,
				After:  []catalog.ID{id},
			})
		}
	}
	return statements
}

// functionSQL returns the command that makes a function, as the target can take it.
func (w *writer) functionSQL(function catalog.Function, label string) string {
	definition := definitionOf(function)
	if function.Body == "" || w.target.HasSQLBodies() {
		return definition
	}
	w.lose(label, "the target keeps its body as text, which is read anew at each call")
	return withoutBody(function) + "AS " + catalog.Literal(bodyText(function.Body))
}

// definitionOf returns a function as its server prints it, but for settings with an empty list as their value: the server
// prints nothing at all for that. Our sessions have these lists empty, so that they are taken from there.
func definitionOf(function catalog.Function) string {
	definition := strings.TrimRight(function.Definition, "\n")
	for _, setting := range function.EmptyLists {
		for _, name := range []string{setting, catalog.Ident(setting)} {
			definition = strings.Replace(definition, "\n SET "+name+" TO \n", "\n SET "+name+" FROM CURRENT\n", 1)
		}
	}
	return definition
}

// withoutBody returns the definition of a function up to its body.
func withoutBody(function catalog.Function) string {
	return strings.TrimSuffix(definitionOf(function), function.Body)
}

// bodyText turns a body in the SQL standard's form into statements.
func bodyText(body string) string {
	if statements, found := strings.CutPrefix(body, "BEGIN ATOMIC\n"); found {
		return strings.TrimSuffix(statements, "END")
	}
	return "SELECT " + strings.TrimPrefix(body, "RETURN ")
}

// unroundedEstimates returns the cost and rows of a function where its definition has them rounded to six digits.
func unroundedEstimates(function catalog.Function) string {
	var estimates string
	for _, estimate := range []struct {
		name  string
		value float32
	}{{" COST ", function.Cost}, {" ROWS ", function.Rows}} {
		printed, _ := strconv.ParseFloat(strconv.FormatFloat(float64(estimate.value), 'g', 6, 64), 32)
		if float32(printed) != estimate.value {
			estimates += estimate.name + strconv.FormatFloat(float64(estimate.value), 'f', -1, 32)
		}
	}
	return estimates
}
