package filter

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
)

// TestPatternsAsPsqlReadsThem lists what patterns of options match, and what looks like it.
func TestPatternsAsPsqlReadsThem(t *testing.T) {
	visible := func(name catalog.Name) bool { return name.Schema == "public" }
	for _, test := range []struct {
		pattern    string
		matches    []string
		passesOver []string
	}{
		{"public.orders", []string{"public.orders"}, []string{"public.orders_old", "xpublic.orders", "public.Orders", "shop.orders"}},
		{"PUBLIC.Orders", []string{"public.orders"}, []string{"public.Orders"}},
		{`public."Orders"`, []string{"public.Orders"}, []string{"public.orders"}},
		{"orders", []string{"public.orders"}, []string{"shop.orders"}},
		{"*.orders", []string{"public.orders", "shop.orders"}, []string{"public.orders2"}},
		{"shop.*", []string{"shop.orders", "shop.a.b", "shop.x\ny"}, []string{"shops.orders"}},
		{"shop.order?", []string{"shop.orders"}, []string{"shop.order", "shop.orderss"}},
		{"shop.(a|b)[0-9]+", []string{"shop.a1", "shop.b22"}, []string{"shop.a", "shop.c1", "shop.a1x"}},
		{`shop."a*"`, []string{"shop.a*"}, []string{"shop.ab"}},
		{`shop."a.b"`, []string{"shop.a.b"}, []string{"shop.axb"}},
		{`shop."a""b"`, []string{`shop.a"b`}, []string{"shop.ab"}},
		{`shop.a"B.C"d`, []string{"shop.aB.Cd"}, []string{"shop.ab.cd"}},
		{"shop.a$b", []string{"shop.a$b"}, nil},
		{"shop.Ä*", []string{"shop.äpfel"}, []string{"shop.Äpfel"}},
	} {
		m, err := Pattern{Text: test.pattern}.compile(true)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		checkMatches(t, test.pattern, m, visible, test.matches, test.passesOver)
	}
}

func checkMatches(t *testing.T, pattern string, m matcher, visible func(catalog.Name) bool, matches, passesOver []string) {
	t.Helper()
	for want, names := range map[bool][]string{true: matches, false: passesOver} {
		for _, plain := range names {
			schema, name, _ := strings.Cut(plain, ".")
			if got := m.matches(catalog.Name{Schema: schema, Name: name}, visible); got != want {
				t.Errorf("%s matches %q: got %t, want %t", pattern, plain, got, want)
			}
		}
	}
}

func TestPatternsThatAreRefused(t *testing.T) {
	for text, want := range map[string]error{"": errEmpty, "a.b.c": errDots, `a."b`: errQuote, "a.": errEmpty, ".a": errEmpty, "a.(": errRegular} {
		if _, err := (Pattern{Text: text}).compile(true); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
	}
	if _, err := (Pattern{Text: "a.b"}).compile(false); !errors.Is(err, errDots) {
		t.Errorf("a schema of two parts: got %v, want %v", err, errDots)
	}
	filter := Filter{ExcludeTables: []Pattern{{Text: "a"}, {Text: "a.b.c"}}}
	var refused *Error
	if err := filter.Validate(); !errors.As(err, &refused) || refused.Option != "exclude-table" || refused.Number != 2 {
		t.Errorf("validating: got %v, want the second --exclude-table", err)
	}
}

// TestPatternsAsFilesHaveThem lists what names in a file of pgcopydb's match.
func TestPatternsAsFilesHaveThem(t *testing.T) {
	for _, test := range []struct {
		pattern    string
		matches    []string
		passesOver []string
	}{
		{"public.orders", []string{"public.orders"}, []string{"public.Orders", "public.orders2"}},
		{"public.Orders", []string{"public.Orders"}, []string{"public.orders"}},
		{`"public"."Or.ders"`, []string{"public.Or.ders"}, []string{"public.Or"}},
		{"public.a*", []string{"public.a*"}, []string{"public.ab"}},
		{"public.~/^tmp_/", []string{"public.tmp_1"}, []string{"public.a_tmp_1", "xpublic.tmp_1"}},
		{"~/^log/.audit_log", []string{"log1.audit_log", "logs.audit_log"}, []string{"xlog.audit_log", "log1.audit_logs"}},
		{"~/archive/.~/_bak$/", []string{"my_archives.t_bak"}, []string{"archive.t_bak2"}},
		{"public.~/^a/~/[0-9]$/", []string{"public.a1"}, []string{"public.ab"}},
		{"public.~{^a.b$}", []string{"public.axb", "public.a.b"}, []string{"public.ab"}},
	} {
		m, err := Pattern{Text: test.pattern, File: true}.compile(true)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		checkMatches(t, test.pattern, m, nil, test.matches, test.passesOver)
	}
}

func TestReadFile(t *testing.T) {
	got, err := ReadFile(strings.NewReader("\ufeff# the first\n[include-only-schema]\npublic\r\n  ~/^audit_[0-9]{4}$/\n\n; a comment\n[exclude-table]\n" +
		"\"schema\".\"na;me\"\nschema.other = unused\n[exclude-table-data]\npublic.~/#=/\n[exclude-index]\na.b\n[exclude-extension]\nuuid-ossp\n" +
		"[include-only-extension]\npostgis\n[include-only-table]\npublic.a\n[exclude-schema]\nfoo\n[exclude-table]\nmore.lines\n"))
	if err != nil {
		t.Fatal(err)
	}
	file := func(texts ...string) (patterns []Pattern) {
		for _, text := range texts {
			patterns = append(patterns, Pattern{Text: text, File: true})
		}
		return patterns
	}
	want := Filter{
		IncludeSchemas:    file("public", "~/^audit_[0-9]{4}$/"),
		ExcludeSchemas:    file("foo"),
		IncludeTables:     file("public.a"),
		ExcludeTables:     file(`"schema"."na;me"`, "schema.other", "more.lines"),
		ExcludeData:       file("public.~/#=/"),
		ExcludeIndexes:    file("a.b"),
		IncludeExtensions: file("postgis"),
		ExcludeExtensions: file("uuid-ossp"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	for text, line := range map[string]int{"a.b\n": 1, "\n[exclude-tables]\n": 2, "[exclude-table]\norders\n": 2, "[exclude-table]\n\na.~/(/\n": 3,
		"[exclude-schema]\na.b\n": 2, "[exclude-table]\na.~/b\n": 2, "[exclude-table]\na.\"b\n": 2} {
		var refused *FileError
		if _, err := ReadFile(strings.NewReader(text)); !errors.As(err, &refused) || refused.Line != line {
			t.Errorf("%q: got %v, want an error in line %d", text, err, line)
		}
	}
}
