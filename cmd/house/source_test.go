package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// source is one file of the tree: Go, with its syntax, or SQL, without.
type source struct {
	path   string // from the top of the repository, with slashes
	text   string
	files  *token.FileSet
	syntax *ast.File
}

func (s *source) folder() string        { return path.Dir(s.path) }
func (s *source) isGo() bool            { return s.syntax != nil }
func (s *source) isTest() bool          { return strings.HasSuffix(s.path, "_test.go") }
func (s *source) isMain() bool          { return s.syntax.Name.Name == "main" }
func (s *source) line(at token.Pos) int { return s.files.Position(at).Line }

// finding words a breach of a rule, as file:line: what is wrong.
func (s *source) finding(at token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.line(at), fmt.Sprintf(format, args...))
}

// imports returns what the file imports, by the name it has there.
func (s *source) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range s.syntax.Imports {
		imported := importPath(spec)
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}

func importPath(spec *ast.ImportSpec) string {
	imported, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		panic("BUG: the parser let an import path pass that is no string: " + spec.Path.Value)
	}
	return imported
}

func parse(name, text string) (*source, error) {
	s := &source{path: name, text: text}
	if !strings.HasSuffix(name, ".go") {
		return s, nil
	}
	s.files = token.NewFileSet()
	syntax, err := parser.ParseFile(s.files, name, text, parser.ParseComments|parser.SkipObjectResolution)
	s.syntax = syntax
	return s, err
}

// readTree parses the files of the repository that the rules look at.
func readTree(t *testing.T, top string) []*source {
	t.Helper()
	root := os.DirFS(top)
	var tree []*source
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipFolder(name)
		}
		if extension := path.Ext(name); extension != ".go" && extension != ".sql" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parse(name, string(text))
		tree = append(tree, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// skipFolder leaves out what is not the project's own source.
func skipFolder(name string) error {
	base := path.Base(name)
	if base == "testdata" || base == "bin" || (strings.HasPrefix(base, ".") && base != ".") {
		return fs.SkipDir
	}
	return nil
}
