package pgparse

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// RenameSchemas replaces names of schemas in a text of SQL: a statement or several, an expression, a type, a constraint.
// to tells the new names by the old ones; a text that has none of them is returned as it is, and so is all of a text but
// the names.
//
// Names of schemas are found where they stand before a dot and begin a name; behind SCHEMA; in a list that search_path is
// set to; inside of strings that become a regclass or its like; and in the bodies of functions in SQL and PL/pgSQL. An
// alias or a column before a dot is none, which the parser knows. Where the grammar does not know the text (that of a newer
// version, PL/pgSQL), a name that also stands in it without a dot is taken for a variable or an alias, and replaced only
// before a second dot, before the parentheses of a call, and behind words like FROM.
func RenameSchemas(sql string, to map[string]string) string {
	if !mentions(sql, to) {
		return sql
	}
	columns, parsed := columnsBeforeDots(sql)
	return rename(&renaming{sql: sql, to: to, columns: columns, parsed: parsed})
}

// RenameSchemasOfNames does so in a text of names, of types and arguments: no dot in it stands before a column.
func RenameSchemasOfNames(text string, to map[string]string) string {
	if !mentions(text, to) {
		return text
	}
	return rename(&renaming{sql: text, to: to, parsed: true})
}

func rename(r *renaming) string {
	scanned, err := pg_query.Scan(r.sql)
	if err != nil {
		return r.sql
	}
	r.tokens = withoutComments(scanned.GetTokens())
	for r.at < len(r.tokens) {
		r.token()
	}
	r.out.WriteString(r.sql[r.copied:])
	return r.out.String()
}

// mentions says whether a text could hold one of the names at all.
func mentions(sql string, to map[string]string) bool {
	for old := range to {
		if strings.Contains(sql, strings.ReplaceAll(old, `"`, `""`)) || strings.Contains(strings.ToLower(sql), old) {
			return true
		}
	}
	return false
}

// renaming is a text on its way.
type renaming struct {
	sql     string
	to      map[string]string
	tokens  []*pg_query.ScanToken
	columns map[int]bool // where columns with an alias before them begin
	parsed  bool         // the grammar knows the text
	at      int          // token
	copied  int          // bytes
	out     strings.Builder
}

func withoutComments(tokens []*pg_query.ScanToken) []*pg_query.ScanToken {
	var kept []*pg_query.ScanToken
	for _, token := range tokens {
		if token.GetToken() != pg_query.Token_SQL_COMMENT && token.GetToken() != pg_query.Token_C_COMMENT {
			kept = append(kept, token)
		}
	}
	return kept
}

// kind returns what a token near the present one is, and 0 beyond the ends.
func (r *renaming) kind(offset int) pg_query.Token {
	if at := r.at + offset; at >= 0 && at < len(r.tokens) {
		return r.tokens[at].GetToken()
	}
	return pg_query.Token_NUL
}

// text returns a token near the present one as it is written.
func (r *renaming) text(offset int) string {
	if at := r.at + offset; at >= 0 && at < len(r.tokens) {
		return r.sql[r.tokens[at].GetStart():r.tokens[at].GetEnd()]
	}
	return ""
}

// name returns the name that a token near the present one is.
func (r *renaming) name(offset int) (string, bool) {
	text := r.text(offset)
	switch {
	case text == "":
		return "", false
	case r.kind(offset) == pg_query.Token_IDENT && text[0] == '"':
		return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`), true
	case r.kind(offset) == pg_query.Token_IDENT, r.tokens[r.at+offset].GetKeywordKind() != pg_query.KeywordKind_NO_KEYWORD:
		return strings.ToLower(text), true
	}
	return "", false
}

// replace writes something else in the place of a token near the present one.
func (r *renaming) replace(offset int, text string) {
	token := r.tokens[r.at+offset]
	r.out.WriteString(r.sql[r.copied:token.GetStart()])
	r.out.WriteString(text)
	r.copied = int(token.GetEnd())
}

// token takes one token, or more.
func (r *renaming) token() {
	switch {
	case r.kind(0) == pg_query.Token_SCHEMA:
		r.schemas()
	case r.kind(0) == pg_query.Token_SCONST:
		r.literal()
	case strings.EqualFold(strings.Trim(r.text(0), `"`), "search_path") && r.kind(0) == pg_query.Token_IDENT:
		r.searchPath()
	default:
		r.qualified()
		r.at++
	}
}

const dot, comma, star, opening = pg_query.Token_ASCII_46, pg_query.Token_ASCII_44, pg_query.Token_ASCII_42, pg_query.Token_ASCII_40

// qualified replaces a schema before a dot.
func (r *renaming) qualified() {
	name, isName := r.name(0)
	to, found := r.to[name]
	if !isName || !found || r.kind(1) != dot || r.kind(-1) == dot || r.kind(2) == star {
		return
	}
	if r.parsed {
		if !r.columns[int(r.tokens[r.at].GetStart())] {
			r.replace(0, quoteIdent(to))
		}
		return
	}
	if r.kind(3) == dot || r.kind(3) == opening || relationFollows(r.kind(-1)) || !r.standsAlone(name) {
		r.replace(0, quoteIdent(to))
	}
}

// relationFollows says whether a word comes before the name of a relation or a type.
func relationFollows(token pg_query.Token) bool {
	switch token {
	case pg_query.Token_FROM, pg_query.Token_JOIN, pg_query.Token_INTO, pg_query.Token_UPDATE, pg_query.Token_TABLE,
		pg_query.Token_ONLY, pg_query.Token_REFERENCES, pg_query.Token_CALL, pg_query.Token_TYPECAST, pg_query.Token_VIEW,
		pg_query.Token_SEQUENCE, pg_query.Token_INDEX:
		return true
	}
	return false
}

// standsAlone says whether a name stands in the text without a dot before or behind it, or is one of a trigger's rows.
func (r *renaming) standsAlone(name string) bool {
	if name == "old" || name == "new" {
		return true
	}
	here := r.at
	defer func() { r.at = here }()
	for r.at = 0; r.at < len(r.tokens); r.at++ {
		if found, isName := r.name(0); isName && found == name && r.kind(1) != dot && r.kind(-1) != dot && r.kind(-1) != pg_query.Token_SCHEMA {
			return true
		}
	}
	return false
}

// schemas replaces the names behind SCHEMA: one, or a list.
func (r *renaming) schemas() {
	r.at++
	for r.kind(0) == pg_query.Token_IF_P || r.kind(0) == pg_query.Token_NOT || r.kind(0) == pg_query.Token_EXISTS {
		r.at++
	}
	for {
		name, isName := r.name(0)
		if to, found := r.to[name]; isName && found && r.kind(1) != dot {
			r.replace(0, quoteIdent(to))
			r.at++
		} else if isName && r.kind(1) == comma {
			r.at++
		}
		if r.kind(0) != comma {
			return
		}
		r.at++
	}
}

// searchPath replaces the names that search_path is set to.
func (r *renaming) searchPath() {
	r.at++
	if r.kind(0) != pg_query.Token_TO && r.text(0) != "=" {
		return
	}
	for r.at++; ; r.at += 2 {
		name, isName := r.name(0)
		if literal, isLiteral := r.string(0); isLiteral {
			if to, found := r.to[literal]; found {
				r.replace(0, quoteLiteral(to))
			}
		} else if to, found := r.to[name]; isName && found && r.kind(1) != dot {
			r.replace(0, quoteIdent(to))
		} else if !isName {
			return
		}
		if r.kind(1) != comma {
			r.at++
			return
		}
	}
}

// string returns what a string constant in plain quotes holds.
func (r *renaming) string(offset int) (string, bool) {
	text := r.text(offset)
	if r.kind(offset) != pg_query.Token_SCONST || text[0] != '\'' {
		return "", false
	}
	return strings.ReplaceAll(text[1:len(text)-1], "''", "'"), true
}

// literal rewrites a string that names something, or is the body of a function.
func (r *renaming) literal() {
	defer func() { r.at++ }()
	if r.isBody() {
		r.body()
		return
	}
	text, plain := r.string(0)
	if !plain {
		return
	}
	kind := r.castTo()
	switch {
	case kind == "regnamespace":
		if to, found := r.to[unquoteIdent(text)]; found {
			r.replace(0, quoteLiteral(quoteIdent(to)))
		}
	case kind != "" || r.isNameOfSequence():
		if renamed := RenameSchemasOfNames(text, r.to); renamed != text {
			r.replace(0, quoteLiteral(renamed))
		}
	}
}

// castTo returns the type that the string before the present token becomes where that names objects: regclass and its like.
func (r *renaming) castTo() string {
	if r.kind(1) != pg_query.Token_TYPECAST {
		return ""
	}
	name, _ := r.name(2)
	if name == "pg_catalog" && r.kind(3) == dot {
		name, _ = r.name(4)
	}
	if strings.HasPrefix(name, "reg") {
		return name
	}
	return ""
}

// isNameOfSequence says whether the string is the first argument of a function that takes the name of a relation.
func (r *renaming) isNameOfSequence() bool {
	if r.kind(-1) != opening {
		return false
	}
	name, _ := r.name(-2)
	switch name {
	case "nextval", "currval", "setval", "to_regclass", "to_regtype", "to_regproc", "to_regprocedure", "pg_get_serial_sequence":
		return true
	}
	return false
}

// isBody says whether the string is the body of a function in SQL or PL/pgSQL.
func (r *renaming) isBody() bool {
	return r.kind(-1) == pg_query.Token_AS && r.creates(pg_query.Token_FUNCTION, pg_query.Token_PROCEDURE) && r.knowsLanguage()
}

// creates says whether the text begins with CREATE, perhaps OR REPLACE, and one of the words.
func (r *renaming) creates(words ...pg_query.Token) bool {
	for at, token := range r.tokens[:min(4, len(r.tokens))] {
		for _, word := range words {
			if token.GetToken() == word && r.tokens[0].GetToken() == pg_query.Token_CREATE && at > 0 {
				return true
			}
		}
	}
	return false
}

func (r *renaming) knowsLanguage() bool {
	here := r.at
	defer func() { r.at = here }()
	for r.at = 0; r.at < len(r.tokens); r.at++ {
		if r.kind(0) == pg_query.Token_LANGUAGE {
			name, _ := r.name(1)
			return name == "sql" || name == "plpgsql"
		}
	}
	return false
}

// body rewrites the body of a function, between dollars or in quotes.
func (r *renaming) body() {
	if text, plain := r.string(0); plain {
		if renamed := RenameSchemas(text, r.to); renamed != text {
			r.replace(0, quoteLiteral(renamed))
		}
		return
	}
	text := r.text(0)
	if text[0] != '$' {
		return
	}
	tag := text[:strings.Index(text[1:], "$")+2]
	renamed := RenameSchemas(text[len(tag):len(text)-len(tag)], r.to)
	if !strings.Contains(renamed, tag) {
		r.replace(0, tag+renamed+tag)
	}
}

func quoteIdent(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func unquoteIdent(text string) string {
	if strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) && len(text) > 1 {
		return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	}
	return text
}

func quoteLiteral(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// wrappings make a statement of what else a server prints.
var wrappings = [...]string{"", "SELECT ", "SELECT NULL::", "ALTER TABLE t ADD ", "CREATE FUNCTION f() RETURNS int "}

// columnsBeforeDots returns where in a text the references to columns of an alias begin, and whether the grammar knows it.
func columnsBeforeDots(sql string) (places map[int]bool, known bool) {
	for _, before := range wrappings {
		tree, err := pg_query.Parse(before + sql)
		if err != nil {
			continue
		}
		places := map[int]bool{}
		collectColumns(tree.ProtoReflect(), len(before), places)
		return places, true
	}
	return nil, false
}

func collectColumns(message protoreflect.Message, before int, places map[int]bool) {
	if column, isColumn := message.Interface().(*pg_query.ColumnRef); isColumn && len(column.GetFields()) == 2 {
		places[int(column.GetLocation())-before] = true
	}
	children(message, func(child protoreflect.Message) { collectColumns(child, before, places) })
}
