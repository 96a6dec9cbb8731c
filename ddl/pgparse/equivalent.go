package pgparse

import (
	pg_query "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Equivalent says whether two texts of SQL, each of one or more statements, are the same but for what the major versions of
// PostgreSQL print differently: white space, parentheses that do nothing, words that say what is so anyway, and the name of
// the only relation of a query before its columns. Texts that the grammar does not know are never equivalent.
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

// simplify takes the name of the only relation of a query from its columns, in all queries inside a message.
func simplify(message protoreflect.Message) {
	if query, isSelect := message.Interface().(*pg_query.SelectStmt); isSelect && len(query.GetFromClause()) == 1 {
		if name := relationName(query.GetFromClause()[0]); name != "" {
			unqualify(message, name)
		}
	}
	children(message, simplify)
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
