package pgparse

import (
	pg_query "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Equivalent says whether two texts of SQL, each of one or more statements, are the same but for what the major versions of
// PostgreSQL print differently: white space, parentheses that do nothing, words that say what is so anyway, the name of the
// only relation of a query before its columns, and the schema pg_catalog, which is what an empty search_path leaves to
// names without a schema. Texts that the grammar does not know are never equivalent.
func Equivalent(a, b string) bool {
	first, err := pg_query.Parse(a)
	if err != nil {
		return false
	}
	second, err := pg_query.Parse(b)
	if err != nil {
		return false
	}
	for _, tree := range []*pg_query.ParseResult{first, second} {
		forgetLocations(tree.ProtoReflect())
		for _, statement := range tree.GetStmts() {
			statement.StmtLen = 0
		}
		simplify(tree.ProtoReflect())
	}
	return proto.Equal(first, second)
}

// simplify makes all that is worded in two ways the same, everywhere inside a message.
func simplify(message protoreflect.Message) {
	switch node := message.Interface().(type) {
	case *pg_query.SelectStmt:
		if name := onlyRelation(node); name != "" {
			unqualify(message, name)
		}
	case *pg_query.FunctionParameter:
		if node.Mode == pg_query.FunctionParameterMode_FUNC_PARAM_DEFAULT {
			node.Mode = pg_query.FunctionParameterMode_FUNC_PARAM_IN
		}
	case *pg_query.TypeName:
		node.Names = withoutSystemSchema(node.GetNames())
	case *pg_query.FuncCall:
		node.Funcname = withoutSystemSchema(node.GetFuncname())
	}
	children(message, simplify)
}

// onlyRelation returns the name by which the columns of a query's only relation are known, "" where there is none.
func onlyRelation(query *pg_query.SelectStmt) string {
	if len(query.GetFromClause()) != 1 {
		return ""
	}
	return relationName(query.GetFromClause()[0])
}

// relationName returns the name by which the columns of an item of FROM are known, "" where that is not one name.
func relationName(item *pg_query.Node) string {
	var alias *pg_query.Alias
	name := ""
	switch item := item.GetNode().(type) {
	case *pg_query.Node_RangeVar:
		alias, name = item.RangeVar.GetAlias(), item.RangeVar.GetRelname()
	case *pg_query.Node_RangeSubselect:
		alias = item.RangeSubselect.GetAlias()
	case *pg_query.Node_RangeFunction:
		alias, name = item.RangeFunction.GetAlias(), functionName(item.RangeFunction)
	case *pg_query.Node_RangeTableFunc:
		alias, name = item.RangeTableFunc.GetAlias(), "xmltable"
	case *pg_query.Node_RangeTableSample:
		return relationName(item.RangeTableSample.GetRelation())
	}
	if alias.GetAliasname() != "" {
		return alias.GetAliasname()
	}
	return name
}

// functionName returns the name of a function in FROM, by which its columns are known without an alias.
func functionName(item *pg_query.RangeFunction) string {
	if len(item.GetFunctions()) != 1 {
		return ""
	}
	call := item.GetFunctions()[0].GetList().GetItems()
	if len(call) == 0 || len(call[0].GetFuncCall().GetFuncname()) == 0 {
		return ""
	}
	names := call[0].GetFuncCall().GetFuncname()
	return names[len(names)-1].GetString_().GetSval()
}

// unqualify turns name.column into column, but for the queries inside, which have columns of their own.
func unqualify(message protoreflect.Message, name string) {
	children(message, func(child protoreflect.Message) {
		switch node := child.Interface().(type) {
		case *pg_query.SelectStmt:
			return
		case *pg_query.ColumnRef:
			if len(node.Fields) == 2 && node.Fields[0].GetString_().GetSval() == name {
				node.Fields = node.Fields[1:]
			}
		}
		unqualify(child, name)
	})
}

func withoutSystemSchema(names []*pg_query.Node) []*pg_query.Node {
	if len(names) == 2 && names[0].GetString_().GetSval() == "pg_catalog" {
		return names[1:]
	}
	return names
}
