package house

import (
	"path"
	"strings"
)

const module = "copydb"

// layers are the folders of the tree from the top down, with what is below each. A file imports its own layer's
// packages of the same family (see below), and those of lower layers.
var layers = [][]string{
	{"cmd"},
	{"plan/verify"},
	{"plan/run"},
	{"plan/drift", "plan/journal", "plan/preflight"},
	{"plan"},
	{"logical/apply", "logical/spool"},
	{"logical/streamtest"},
	{"logical"},
	{"logical/frames"},
	{"logical/pgoutput"},
	{"copyproto", "ddl"},
	{"ddl/pgparse"},
	{"catalog/filter"},
	{"catalog"},
	{"catalog/pgtest"},
}

// forTests are packages that only tests use, of whatever layer, and tools under cmd.
var forTests = map[string]bool{"catalog/pgtest": true, "logical/streamtest": true}

// strangers are families of packages that do not know each other, whatever their layers.
var strangers = map[string]bool{"copyproto": true, "ddl": true, "logical": true}

// layerOf returns the layer of the deepest listed folder that holds a folder, or -1.
func layerOf(folder string) int {
	for ; folder != "."; folder = path.Dir(folder) {
		for layer, members := range layers {
			for _, member := range members {
				if folder == member {
					return layer
				}
			}
		}
	}
	return -1
}

// family is the first element of a folder's name.
func family(folder string) string {
	name, _, _ := strings.Cut(folder, "/")
	return name
}

// importsGoDown: imports go down the layers only, and strangers stay strangers.
func importsGoDown(s *source) []string {
	from := s.folder()
	if layerOf(from) < 0 {
		return []string{s.finding(s.syntax.Package, "folder %s is in no layer; name it in layers_test.go", from)}
	}
	var found []string
	for _, spec := range s.syntax.Imports {
		to, ours := strings.CutPrefix(importPath(spec), module+"/")
		if !ours || to == from {
			continue
		}
		if problem := importProblem(s, from, to); problem != "" {
			found = append(found, s.finding(spec.Pos(), "%s imports %s: %s", from, to, problem))
		}
	}
	return found
}

func importProblem(s *source, from, to string) string {
	switch {
	case forTests[to]:
		if s.isTest() || isTool(from) || forTests[from] {
			return ""
		}
		return "it is for tests, and for tools under cmd"
	case strangers[family(from)] && strangers[family(to)] && family(from) != family(to):
		return "the two do not know each other"
	case layerOf(to) < layerOf(from):
		return "imports go down only"
	case layerOf(to) == layerOf(from) && family(from) != family(to):
		return "the two are side by side"
	}
	return ""
}

// isTool says whether a folder holds a program for developers rather than copydb itself.
func isTool(folder string) bool {
	return family(folder) == "cmd" && folder != "cmd/copydb" && !strings.HasPrefix(folder, "cmd/copydb/")
}
