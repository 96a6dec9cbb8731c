package house

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The repository keeps its own rules.
func TestHouseRules(t *testing.T) {
	tree := readTree(t, "../..")
	if len(tree) < 10 {
		t.Fatalf("only %d files found: is this the repository?", len(tree))
	}
	for _, problem := range check(tree) {
		t.Error(problem)
	}
}

// Every rule finds what it is there for, says it in these words, and lets the rest pass.
func TestRules(t *testing.T) {
	tests := []struct {
		name, path, text string
		want             []string
	}{
		{"clean", "plan/doc.go", "// Package plan plans.\npackage plan\n\nimport \"copydb/ddl\"\n", nil},

		{"upward", "catalog/doc.go", doc("catalog", `import "copydb/ddl"`),
			[]string{"catalog/doc.go:4: catalog imports ddl: imports go down only"}},
		{"upward in a test", "ddl/a_test.go", "package ddl_test\n\nimport \"copydb/plan\"\n",
			[]string{"ddl/a_test.go:3: ddl imports plan: imports go down only"}},
		{"plan and its runner", "plan/doc.go", doc("plan", `import "copydb/plan/run"`),
			[]string{"plan/doc.go:4: plan imports plan/run: imports go down only"}},
		{"runner and its plan", "plan/run/doc.go", doc("run", `import "copydb/plan"`), nil},
		{"strangers side by side", "ddl/doc.go", doc("ddl", `import "copydb/copyproto"`),
			[]string{"ddl/doc.go:4: ddl imports copyproto: the two do not know each other"}},
		{"strangers one below", "logical/doc.go", doc("logical", `import "copydb/ddl"`),
			[]string{"logical/doc.go:4: logical imports ddl: the two do not know each other"}},
		{"decoder below its stream", "logical/doc.go", doc("logical", `import "copydb/logical/pgoutput"`), nil},
		{"no layer", "misc/doc.go", doc("misc", ""),
			[]string{"misc/doc.go:2: folder misc is in no layer; name it in layers_test.go"}},
		{"test servers in a library", "plan/run/doc.go", doc("run", `import "copydb/catalog/pgtest"`),
			[]string{"plan/run/doc.go:4: plan/run imports catalog/pgtest: it is for tests, and for tools under cmd"}},
		{"test servers in copydb", "cmd/copydb/main.go", doc("main", `import "copydb/catalog/pgtest"`),
			[]string{"cmd/copydb/main.go:4: cmd/copydb imports catalog/pgtest: it is for tests, and for tools under cmd"}},
		{"test servers in a tool", "cmd/demo/main.go", doc("main", `import "copydb/catalog/pgtest"`), nil},
		{"test servers in a test", "catalog/a_test.go", "package catalog\n\nimport \"copydb/catalog/pgtest\"\n", nil},
		{"test servers know nobody", "catalog/pgtest/doc.go", doc("pgtest", `import "copydb/catalog"`),
			[]string{"catalog/pgtest/doc.go:4: catalog/pgtest imports catalog: imports go down only"}},

		{"pg_query at home", "ddl/pgparse/doc.go", doc("pgparse", `import _ "github.com/pganalyze/pg_query_go/v5"`), nil},
		{"pg_query elsewhere", "ddl/doc.go", doc("ddl", `import _ "github.com/pganalyze/pg_query_go/v5"`),
			[]string{"ddl/doc.go:4: imports pg_query: only ddl/pgparse does"}},

		{"exits", "plan/doc.go", doc("plan", "import (\n\"log\"\nsys \"os\"\n)\nfunc a() { sys.Exit(1); log.Fatalf(\"\") }"),
			[]string{
				"plan/doc.go:8: sys.Exit ends the process: only package main does; return an error",
				"plan/doc.go:8: log.Fatalf ends the process: only package main does; return an error",
			}},
		{"exits in main", "cmd/copydb/main.go", doc("main", "import \"os\"\nfunc main() { os.Exit(1) }"), nil},
		{"own Exit", "plan/doc.go", doc("plan", "func a(os, fmt door) { os.Exit(); fmt.Println() }"), nil},
		{"prints", "plan/doc.go", doc("plan", "import \"fmt\"\nfunc a() { fmt.Println(); println() }"),
			[]string{
				"plan/doc.go:5: fmt.Println prints: only cmd does; emit an event or return an error",
				"plan/doc.go:5: println prints: only cmd does; emit an event or return an error",
			}},
		{"prints in cmd", "cmd/copydb/internal/cli/doc.go", doc("cli", "import \"fmt\"\nfunc a() { fmt.Println() }"), nil},

		{"init", "plan/doc.go", doc("plan", "func init() {}\n\ntype t int\n\nfunc (t) init() {}"),
			[]string{"plan/doc.go:4: func init runs unasked; let the caller make what it makes"}},

		{"no comments", "plan/doc.go", doc("plan", "type T[A any] int\nfunc (*T[A]) M() {}\nfunc F() {}\nconst C = 1\nvar V, w int"),
			[]string{
				"plan/doc.go:4: exported name T has no comment",
				"plan/doc.go:5: exported name M has no comment",
				"plan/doc.go:6: exported name F has no comment",
				"plan/doc.go:7: exported name C has no comment",
				"plan/doc.go:8: exported name V has no comment",
			}},
		{"comments", "plan/doc.go", doc("plan", "// Both are odd.\nconst (\nA = 1\nB = 3\n)\nvar (\nC int // C counts.\n)\n"+
			"type t int\nfunc (t) Walk() {}\n// T is.\ntype T int\nfunc (T) String() string { return \"\" }"), nil},
		{"no doc.go", "plan/order.go", "// Package plan plans.\npackage plan\n",
			[]string{"plan/order.go:2: package plan has no doc.go with a package comment"}},
		{"doc in main.go", "cmd/demo/main.go", "// Demo shows.\npackage main\n", nil},
		{"empty doc.go", "plan/doc.go", "package plan\n",
			[]string{"plan/doc.go:1: package plan has no doc.go with a package comment"}},

		{"long file", "plan/doc.go", doc("plan", strings.Repeat("\n", 600)),
			[]string{"plan/doc.go:2: file has 604 lines: at most 600, aim at 400"}},
		{"long generated file", "plan/doc.go", "// Code generated by hand. DO NOT EDIT.\n\n" +
			doc("plan", strings.Repeat("\n", 600)), nil},
		{"long function", "plan/doc.go", doc("plan", "func a() {"+strings.Repeat("\n", 80)+"}"),
			[]string{"plan/doc.go:4: func a has 81 lines: at most 80, aim at 40"}},
		{"longest function", "plan/doc.go", doc("plan", "func a() {"+strings.Repeat("\n", 79)+"}"), nil},

		{"version number", "ddl/doc.go", doc("ddl", "const a, b = 150_000, 151024"),
			[]string{"ddl/doc.go:4: version number 150_000: name a capability in catalog/server.go"}},
		{"version compared", "ddl/doc.go", doc("ddl", "func f(s server) bool { return s.Major() >= 15 || 18 < s.Version }"),
			[]string{
				"ddl/doc.go:4: compares a version: name a capability in catalog/server.go",
				"ddl/doc.go:4: compares a version: name a capability in catalog/server.go",
			}},
		{"version at home", "catalog/server.go", "package catalog\n\nfunc f(s server) bool { return s.Version >= 150000 }\n",
			[]string{"catalog/server.go:1: package catalog has no doc.go with a package comment"}},
		{"number in other SQL", "cmd/demo/data.sql", "select 150002", nil},
		{"version in a query", "catalog/queries/a.sql", "-- 150000 and later\nselect 1\n{{if ge .Major 15}}where true{{end}}\n" +
			"and current_setting('server_version_num')::int >= 150002\n",
			[]string{
				"catalog/queries/a.sql:3: asks for a version: name a capability in catalog/server.go",
				"catalog/queries/a.sql:4: asks for a version: name a capability in catalog/server.go",
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file, err := parse(test.path, test.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, check([]*source{file})); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// doc is a package's doc.go: three lines, then the code.
func doc(name, code string) string {
	return "// Package " + name + " is for a test.\npackage " + name + "\n\n" + code + "\n"
}
