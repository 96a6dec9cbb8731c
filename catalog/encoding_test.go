package catalog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// TestSessionsSpeakUTF8 reads a name that is not ASCII from databases of several encodings. One that knows no characters
// gives the bytes that it has.
func TestSessionsSpeakUTF8(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	for encoding, want := range map[string]string{"UTF8": "größe", "LATIN1": "größe", "EUC_JP": "größe", "SQL_ASCII": "gr\xf6\xdfe"} {
		database := "encoding_" + strings.ToLower(encoding)
		pgtest.Exec(t, server.URL("postgres"), "create database "+database+" template template0 locale 'C' encoding '"+encoding+"'")
		t.Cleanup(func() { pgtest.Exec(t, server.URL("postgres"), "drop database "+database) })
		script := `create table U&"gr\00f6\00dfe" (a int)`
		if encoding == "SQL_ASCII" {
			script = "create table \"gr\xf6\xdfe\" (a int)"
		}
		pgtest.Exec(t, server.URL(database), script)
		endpoint, err := catalog.ParseEndpoint(catalog.Source, server.URL(database))
		if err != nil {
			t.Fatal(err)
		}
		facts, err := endpoint.Facts(t.Context(), "test")
		if err != nil {
			t.Fatalf("%s: %v", encoding, err)
		}
		if len(facts.Tables) != 1 || facts.Tables[0].Name.Name != want {
			t.Errorf("%s: got %+q, want %q", encoding, facts.Tables, want)
		}
	}
}

// TestQueriesAreASCII: their comments are sent along, to databases of any encoding.
func TestQueriesAreASCII(t *testing.T) {
	files, err := filepath.Glob("queries/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding queries: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if at := strings.IndexFunc(string(text), func(r rune) bool { return r > unicode.MaxASCII }); at >= 0 {
			t.Errorf("%s: %q", file, string(text)[at:min(at+10, len(text))])
		}
	}
}
