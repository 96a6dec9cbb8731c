package ddl_test

import (
	"strings"
	"testing"

	"copydb/ddl"
)

// scripted returns what a script has between the preamble's end and its own.
func scripted(t *testing.T, statements ...*ddl.Statement) string {
	t.Helper()
	var text strings.Builder
	n, err := ddl.Script{Section: ddl.WholeSchema, Version: "18", Encoding: "UTF8", Statements: statements}.WriteTo(&text)
	if err != nil || int(n) != text.Len() {
		t.Fatalf("wrote %d bytes of %d: %v", n, text.Len(), err)
	}
	_, body, _ := strings.Cut(text.String(), "current_user);\n\n")
	return body
}

func TestScriptKeepsStatementsTogether(t *testing.T) {
	for sql, want := range map[string]string{
		// A colon that psql would take for a variable.
		`SELECT a[1:"USER"], b::int, 'c:d', "e:f", $$g:h$$, f(x := 1)`: `SELECT a[1: "USER"], b::int, 'c:d', "e:f", $$g:h$$, f(x := 1)`,
		`SELECT a[b:c], d[:], E'\':x', $q$:x$$:y$q$, 1::numeric`:       `SELECT a[b: c], d[: ], E'\':x', $q$:x$$:y$q$, 1::numeric`,
		`SELECT 'x\' , a[1:b], '\'`:                                    `SELECT 'x\' , a[1: b], '\'`,
		`SELECT re'\', a[1:b], ''`:                                     `SELECT re'\', a[1: b], ''`,
		// Semicolons inside of something.
		"CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)":       "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
		`COMMENT ON TABLE "a;b" IS ';' /* ; /* : */ ; */ -- ;`:          `COMMENT ON TABLE "a;b" IS ';' /* ; /* : */ ; */ -- ;`,
		"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END":    "DO $copydb$BEGIN EXECUTE $sql$CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END$sql$; END$copydb$",
		"CREATE OR REPLACE PROCEDURE public.begin() AS $$select 1$$":    "DO $copydb$BEGIN EXECUTE $sql$CREATE OR REPLACE PROCEDURE public.begin() AS $$select 1$$$sql$; END$copydb$",
		`CREATE FUNCTION "begin"() AS $$BEGIN END$$`:                    `CREATE FUNCTION "begin"() AS $$BEGIN END$$`,
		"CREATE TABLE t (a public.begin)":                               "CREATE TABLE t (a public.begin)",
		"CREATE FUNCTION f() BEGIN ATOMIC SELECT '$sql$ $copydb$'; END": "DO $copydb1$BEGIN EXECUTE $sql1$CREATE FUNCTION f() BEGIN ATOMIC SELECT '$sql$ $copydb$'; END$sql1$; END$copydb1$",
	} {
		got := scripted(t, &ddl.Statement{Name: "x", SQL: sql})
		if got != "-- x\n"+want+";\n" {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}

func TestScriptKeepsNamesInTheirComment(t *testing.T) {
	for name, want := range map[string]string{
		"table public.größe":           "table public.größe",
		"table a\nDROP TABLE b; --":    `table a\nDROP TABLE b; --`,
		"table a\r\u2028\u0085\x00b":   `table a\r\u2028\u0085\x00b`,
		"table \\! reboot":             `table \\! reboot`,
		"table a\u202eb\u200bc\u00a0d": `table a\u202eb\u200bc\u00a0d`,
	} {
		if got := scripted(t, &ddl.Statement{Name: name, SQL: "SELECT 1"}); got != "-- "+want+"\nSELECT 1;\n" {
			t.Errorf("%q: got %s", name, got)
		}
	}
}

func TestScriptOfASection(t *testing.T) {
	var statements []*ddl.Statement
	for phase := ddl.PreData; phase <= ddl.Final; phase++ {
		statements = append(statements, &ddl.Statement{Name: "x", SQL: "SELECT " + string(rune('0'+phase)), Phase: phase, As: "r"})
	}
	for section, want := range map[ddl.Section]string{
		ddl.WholeSchema: "0 1 2 3 4 5 7 8", ddl.BeforeRows: "0", ddl.AfterRows: "1 2 3 4 5 7 8",
	} {
		var text strings.Builder
		if _, err := (ddl.Script{Section: section, Version: "18", Encoding: "UTF8", Statements: statements}).WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, piece := range strings.Split(text.String(), "-- x\nSET ROLE \"r\";\nSELECT ")[1:] {
			number, rest, _ := strings.Cut(piece, ";\n")
			if strings.TrimRight(rest, "\n") != "RESET ROLE;" {
				t.Errorf("%s: behind the statement: %q", section, rest)
			}
			got = append(got, number)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", section, got, want)
		}
	}
}

// FuzzScript checks that a script holds all of a statement, whatever is in it, and adds nothing but spaces and quotes.
func FuzzScript(f *testing.F) {
	for _, seed := range []string{"SELECT a[b:c]", "'", `"`, "$$", "$a$b", "/*", "--", "E'\\'", ":", "::", `\`, ";", "1$$", "create function begin"} {
		f.Add(seed)
	}
	squeeze := func(text string) string { return strings.ReplaceAll(text, " ", "") }
	f.Fuzz(func(t *testing.T, sql string) {
		got := squeeze(scripted(t, &ddl.Statement{Name: "x", SQL: sql}))
		if plain := "--x\n" + squeeze(sql) + ";\n"; got != plain &&
			!(strings.HasPrefix(got, "--x\nDO$copydb") && strings.Contains(got, "$"+squeeze(sql)+"$sql")) {
			t.Errorf("%q became %q", sql, got)
		}
	})
}
