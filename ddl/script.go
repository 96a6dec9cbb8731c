package ddl

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"copydb/catalog"
)

// Section is a part of a script.
type Section string

// The sections. Owners and privileges are in the second, so that the role that runs the script can work on everything
// until then.
const (
	WholeSchema Section = "schema"
	BeforeRows  Section = "pre-data"
	AfterRows   Section = "post-data"
	Roles       Section = "roles"
	AllOfIt     Section = "all" // in the order of the statements, whatever their phases
)

// Has says whether statements of a phase are in the section. What a materialized view holds is in none.
func (s Section) Has(phase Phase) bool {
	switch {
	case s == AllOfIt:
		return true
	case s == Roles:
		return phase == Cluster
	case phase == Refresh, phase == Cluster, phase == Database:
		return false
	case s == BeforeRows:
		return phase == PreData
	case s == AfterRows:
		return phase != PreData
	}
	return true
}

// Script is a text of statements that psql runs, or any other client.
type Script struct {
	Section    Section
	Version    string // of PostgreSQL, that it is for
	Encoding   string // of the text
	Statements []*Statement
}

// WriteTo writes the script: the settings that it needs, then each statement of its section under a comment with its
// name. No name, and nothing else that a database holds, can end its comment or its statement, or mean anything to psql.
func (s Script) WriteTo(w io.Writer) (int64, error) {
	out := &scriptWriter{to: bufio.NewWriter(w)}
	of, into := "a database", "an empty database"
	if s.Section == Roles {
		of, into = "a cluster", "any database of another cluster"
	}
	out.print("-- ", string(s.Section), " of ", of, " for PostgreSQL ", s.Version, ", written by copydb\n",
		"-- Into ", into, ": psql --no-psqlrc --set ON_ERROR_STOP=on --file ...\n\n",
		"SET client_encoding = ", catalog.Literal(s.Encoding), ";\n",
		catalog.SettingsSQL(catalog.Target), ";\n")
	for _, statement := range s.Statements {
		if s.Section.Has(statement.Phase) {
			out.statement(statement)
		}
	}
	if out.err == nil {
		out.err = out.to.Flush()
	}
	return out.written, out.err
}

// scriptWriter remembers the first error.
type scriptWriter struct {
	to      *bufio.Writer
	written int64
	err     error
}

func (w *scriptWriter) print(texts ...string) {
	for _, text := range texts {
		if w.err != nil {
			return
		}
		var n int
		n, w.err = w.to.WriteString(text)
		w.written += int64(n)
	}
}

func (w *scriptWriter) statement(s *Statement) {
	w.print("\n-- ", inComment(s.Name), "\n")
	if s.SQL == "" { // what is there to be told alone
		return
	}
	if s.As != "" {
		w.print("SET ROLE ", catalog.Ident(s.As), ";\n")
	}
	w.print(forScript(s.SQL), ";\n")
	if s.As != "" {
		w.print("RESET ROLE;\n")
	}
}

// inComment makes one line of a name, without what ends a line, reorders text or is not seen.
func inComment(name string) string {
	var clean strings.Builder
	for _, r := range name {
		if r == unicode.ReplacementChar || r == '\\' || r != ' ' && !unicode.IsGraphic(r) || unicode.Is(unicode.Z, r) && r != ' ' {
			quoted := strconv.QuoteToASCII(string(r))
			clean.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		clean.WriteRune(r)
	}
	return clean.String()
}

// forScript writes a statement as a client's lexer can take it. A colon before a word is a variable to psql: it gets a space
// behind it. Where a lexer might miss the statement's end, the statement is handed over as a string: a body of the SQL
// standard's form holds semicolons, and psql counts BEGIN and END in functions, wherever they stand.
func forScript(sql string) string {
	l := lex(sql)
	if l.semicolons || l.backslash || l.begins && createsRoutine.MatchString(sql) {
		return asString(sql)
	}
	return l.spaced
}

var createsRoutine = regexp.MustCompile(`(?i)^\s*create\s+(or\s+replace\s+)?(function|procedure)\s`)

// asString writes a statement that runs another one.
func asString(sql string) string {
	inner := dollarTag(sql, "sql")
	block := "BEGIN EXECUTE " + inner + sql + inner + "; END"
	outer := dollarTag(block, "copydb")
	return "DO " + outer + block + outer
}

// dollarTag finds a dollar quote that a text does not hold.
func dollarTag(text, tag string) string {
	for n := 0; ; n++ {
		quote := "$" + tag + "$"
		if n > 0 {
			quote = "$" + tag + strconv.Itoa(n) + "$"
		}
		// A text's last characters could make a quote together with the first of the one that ends it.
		if !strings.Contains(text+quote[:len(quote)-1], quote) {
			return quote
		}
	}
}
