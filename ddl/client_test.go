package ddl_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// client reads a script as psql does (psqlscan.l), which knows less of SQL than a server. It is told apart from the lexer that
// the script was written with, on purpose: whoever takes a quote for something else is found out by the other.
type client struct {
	t          *testing.T
	rest       string
	statements []string
	statement  strings.Builder
	depth      int      // of parentheses
	blocks     int      // BEGINs of a function's body that have no END yet
	words      []string // that the statement begins with
}

// lexemes are tried in this order, at the beginning of what is left.
var lexemes = []struct {
	pattern *regexp.Regexp
	take    func(c *client, lexeme string)
}{
	{regexp.MustCompile(`^--[^\n\r]*`), (*client).skip},
	{regexp.MustCompile(`(?s)^(?i:e)'([^'\\]|''|\\.)*'`), (*client).add},
	{regexp.MustCompile(`^'([^']|'')*'`), (*client).add},
	{regexp.MustCompile(`^"([^"]|"")*"`), (*client).add},
	{regexp.MustCompile(`^/\*`), (*client).comment},
	{regexp.MustCompile(`^\$([A-Za-z_\x{80}-\x{10ffff}][\w\x{80}-\x{10ffff}]*)?\$`), (*client).dollars},
	{regexp.MustCompile(`^[A-Za-z_\x{80}-\x{10ffff}][\w\x{80}-\x{10ffff}$]*`), (*client).word},
	{regexp.MustCompile(`^[0-9]+([A-Za-z_\x{80}-\x{10ffff}][\w\x{80}-\x{10ffff}$]*)?`), (*client).add},
	{regexp.MustCompile(`^(::|:=)`), (*client).add},
	{regexp.MustCompile(`^:(['"\w\x{80}-\x{10ffff}]|\{\?)`), (*client).obey},
	{regexp.MustCompile(`^\\`), (*client).obey},
	{regexp.MustCompile(`^['"]`), (*client).obey}, // of a quote that never ends
	{regexp.MustCompile(`(?s)^.`), (*client).sign},
}

// statementsOf takes a script apart. It fails where psql would do anything but send statements.
func statementsOf(t *testing.T, script string) []string {
	t.Helper()
	c := &client{t: t, rest: script}
	for c.rest != "" && !t.Failed() {
		for _, lexeme := range lexemes {
			if found := lexeme.pattern.FindString(c.rest); found != "" {
				c.rest = c.rest[len(found):]
				lexeme.take(c, found)
				break
			}
		}
	}
	if left := strings.TrimSpace(c.statement.String()); left != "" {
		t.Errorf("no statement, at the end: %q", left)
	}
	return c.statements
}

func (c *client) skip(string)       {}
func (c *client) add(lexeme string) { c.statement.WriteString(lexeme) }

func (c *client) obey(lexeme string) {
	c.t.Helper()
	c.t.Errorf("psql would obey %q, behind %q", lexeme+c.rest[:min(len(c.rest), 60)], c.statement.String())
}

// comment skips one, which may hold others.
func (c *client) comment(string) {
	for open := 1; open > 0 && c.rest != ""; {
		length := 1
		switch {
		case strings.HasPrefix(c.rest, "/*"):
			open, length = open+1, 2
		case strings.HasPrefix(c.rest, "*/"):
			open, length = open-1, 2
		}
		c.rest = c.rest[length:]
	}
	c.add(" ")
}

func (c *client) dollars(quote string) {
	text, rest, found := strings.Cut(c.rest, quote)
	if !found {
		c.obey(quote)
	}
	c.rest = rest
	c.add(quote + text + quote)
}

// word counts the blocks of a function, wherever the words stand.
func (c *client) word(word string) {
	c.add(word)
	c.words = append(c.words, strings.ToLower(word))
	if c.depth > 0 || !routine.MatchString(strings.Join(c.words[:min(len(c.words), 4)], " ")) {
		return
	}
	switch word := strings.ToLower(word); {
	case word == "begin", word == "case" && c.blocks > 0:
		c.blocks++
	case word == "end" && c.blocks > 0:
		c.blocks--
	}
}

var routine = regexp.MustCompile(`^create (or replace )?(function|procedure)\b`)

func (c *client) sign(sign string) {
	switch sign {
	case "(":
		c.depth++
	case ")":
		c.depth = max(c.depth-1, 0)
	case ";":
		if c.depth == 0 && c.blocks == 0 {
			c.statements = append(c.statements, c.statement.String())
			c.statement.Reset()
			c.words = nil
			return
		}
	}
	c.add(sign)
}

// runScript runs a script as psql does: each statement alone, as a server takes it that refuses two at once.
func runScript(t *testing.T, url, script string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, statement := range statementsOf(t, script) {
		if result := conn.PgConn().ExecParams(t.Context(), statement, nil, nil, nil, nil).Read(); result.Err != nil {
			t.Fatalf("%v, in\n%s", result.Err, statement)
		}
	}
}

// TestClient: the client splits scripts as psql does, and sees what psql would obey.
func TestClient(t *testing.T) {
	t.Parallel()
	const script = `select ';' || E'\';' || "a;" from /* ; /* ; */ */ t; -- ;
		select $$;$$, $a$;$$;$a$, a$b$, 1$$;$$; create rule r as on insert to t do (select 1; select 2);
		create or replace function f() begin atomic select case when a then b end; select 1::int; end; select b[1: x]`
	got := statementsOf(t, script+";")
	for i, want := range []string{`select ';' || E'\';' || "a;" from   t`, `select $$;$$, $a$;$$;$a$, a$b$, 1$$;$$`,
		"create rule r as on insert to t do (select 1; select 2)",
		"create or replace function f() begin atomic select case when a then b end; select 1::int; end", "select b[1: x]"} {
		if i >= len(got) || strings.TrimSpace(got[i]) != want {
			t.Fatalf("statement %d: got %q, want %s", i, got[min(i, len(got)-1):], want)
		}
	}
}
