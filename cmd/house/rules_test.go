package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The limits of what a reader takes in at once.
const (
	maxFileLines     = 600
	maxFunctionLines = 80
)

// fileRules each look at one Go file.
var fileRules = []func(*source) []string{
	importsGoDown,
	pgQueryHasOneHome,
	onlyMainExits,
	onlyCommandsPrint,
	noInit,
	exportedNamesHaveComments,
	filesAreShort,
	functionsAreShort,
	goKnowsNoVersions,
}

// check applies all rules to a tree and returns what breaks them, by file and line.
func check(tree []*source) []string {
	var found []string
	for _, s := range tree {
		if !s.isGo() {
			found = append(found, queriesKnowNoVersions(s)...)
			continue
		}
		for _, rule := range fileRules {
			found = append(found, rule(s)...)
		}
	}
	return append(found, packagesHaveDoc(tree)...)
}

// pgQueryHasOneHome: pg_query is C, slow to build and of an older grammar; one package keeps it.
func pgQueryHasOneHome(s *source) []string {
	const home = "ddl/pgparse"
	var found []string
	for _, spec := range s.syntax.Imports {
		if strings.Contains(importPath(spec), "/pg_query_go") && s.folder() != home {
			found = append(found, s.finding(spec.Pos(), "imports pg_query: only %s does", home))
		}
	}
	return found
}

// onlyMainExits: an exit anywhere else skips the deferred clean-up of its callers.
func onlyMainExits(s *source) []string {
	if s.isMain() || s.isTest() {
		return nil
	}
	return s.calls(map[string][]string{
		"os":  {"Exit"},
		"log": {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	}, "ends the process: only package main does; return an error")
}

// onlyCommandsPrint: libraries emit events and return errors.
func onlyCommandsPrint(s *source) []string {
	if family(s.folder()) == "cmd" || s.isTest() {
		return nil
	}
	return s.calls(map[string][]string{
		"fmt": {"Print", "Printf", "Println"},
		"":    {"print", "println"},
	}, "prints: only cmd does; emit an event or return an error")
}

// calls finds uses of functions by import path; the empty path is for those that the language has.
func (s *source) calls(functions map[string][]string, problem string) []string {
	imports := s.imports()
	var found []string
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			if name, ok := node.X.(*ast.Ident); ok && slices.Contains(functions[imports[name.Name]], node.Sel.Name) &&
				imports[name.Name] != "" {
				found = append(found, s.finding(node.Pos(), "%s.%s %s", name.Name, node.Sel.Name, problem))
			}
		case *ast.CallExpr:
			if name, ok := node.Fun.(*ast.Ident); ok && slices.Contains(functions[""], name.Name) {
				found = append(found, s.finding(node.Pos(), "%s %s", name.Name, problem))
			}
		}
		return true
	})
	return found
}

// noInit: what runs before main cannot be ordered, tested or given a context.
func noInit(s *source) []string {
	var found []string
	for _, declaration := range s.syntax.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			found = append(found, s.finding(f.Pos(), "func init runs unasked; let the caller make what it makes"))
		}
	}
	return found
}

// plainMethods mean in every type what package errors or fmt says they mean.
var plainMethods = map[string]bool{"Error": true, "Unwrap": true, "String": true}

// exportedNamesHaveComments: what others may use says what it is. A comment on a group of names is for all of them.
func exportedNamesHaveComments(s *source) []string {
	if s.isTest() || s.isMain() || ast.IsGenerated(s.syntax) {
		return nil
	}
	var found []string
	report := func(name *ast.Ident, commented bool) {
		if name.IsExported() && !commented {
			found = append(found, s.finding(name.Pos(), "exported name %s has no comment", name.Name))
		}
	}
	for _, declaration := range s.syntax.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				report(d.Name, d.Doc != nil)
			} else if ast.IsExported(receiver(d)) {
				report(d.Name, d.Doc != nil || plainMethods[d.Name.Name])
			}
		case *ast.GenDecl:
			reportSpecs(d, report)
		}
	}
	return found
}

func reportSpecs(d *ast.GenDecl, report func(name *ast.Ident, commented bool)) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			report(spec.Name, d.Doc != nil || spec.Doc != nil || spec.Comment != nil)
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				report(name, d.Doc != nil || spec.Doc != nil || spec.Comment != nil)
			}
		}
	}
}

// receiver returns the name of the type that a method belongs to.
func receiver(f *ast.FuncDecl) string {
	expression := f.Recv.List[0].Type
	for {
		switch e := expression.(type) {
		case *ast.StarExpr:
			expression = e.X
		case *ast.IndexExpr:
			expression = e.X
		case *ast.IndexListExpr:
			expression = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

func filesAreShort(s *source) []string {
	if s.isTest() || ast.IsGenerated(s.syntax) {
		return nil
	}
	if lines := strings.Count(s.text, "\n"); lines > maxFileLines {
		return []string{s.finding(s.syntax.Package, "file has %d lines: at most %d, aim at 400", lines, maxFileLines)}
	}
	return nil
}

func functionsAreShort(s *source) []string {
	if s.isTest() || ast.IsGenerated(s.syntax) {
		return nil
	}
	var found []string
	for _, declaration := range s.syntax.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if lines := s.line(f.End()) - s.line(f.Pos()) + 1; lines > maxFunctionLines {
			found = append(found, s.finding(f.Pos(), "func %s has %d lines: at most %d, aim at 40", f.Name.Name, lines,
				maxFunctionLines))
		}
	}
	return found
}

// packagesHaveDoc: a package says in doc.go what it is for. A program may say so in main.go.
func packagesHaveDoc(tree []*source) []string {
	documented := map[string]bool{}
	first := map[string]*source{}
	for _, s := range tree {
		if !s.isGo() || s.isTest() {
			continue
		}
		if first[s.folder()] == nil {
			first[s.folder()] = s
		}
		base := path.Base(s.path)
		if s.syntax.Doc != nil && (base == "doc.go" || s.isMain() && base == "main.go") {
			documented[s.folder()] = true
		}
	}
	var found []string
	for folder, s := range first {
		if !documented[folder] {
			found = append(found, s.finding(s.syntax.Package, "package %s has no doc.go with a package comment", folder))
		}
	}
	slices.Sort(found)
	return found
}

// versionHome is the one file that knows version numbers; everything else asks for a capability by name.
const versionHome = "catalog/server.go"

var (
	versionNumber = regexp.MustCompile(`\b1[2-9]0{2}\d{2}\b`)
	versionAsked  = regexp.MustCompile(`\.(Version|Major)\b`)
)

// goKnowsNoVersions finds numbers like 180004, and comparisons of a version or a major with a number.
func goKnowsNoVersions(s *source) []string {
	if s.isTest() || s.path == versionHome {
		return nil
	}
	var found []string
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BasicLit:
			if node.Kind == token.INT && versionNumber.MatchString(strings.ReplaceAll(node.Value, "_", "")) {
				found = append(found, s.finding(node.Pos(), "version number %s: name a capability in %s", node.Value,
					versionHome))
			}
		case *ast.BinaryExpr:
			if isVersion(node.X) && isNumber(node.Y) || isNumber(node.X) && isVersion(node.Y) {
				found = append(found, s.finding(node.Pos(), "compares a version: name a capability in %s", versionHome))
			}
		}
		return true
	})
	return found
}

// isVersion recognizes x.Version, x.Major and x.Major().
func isVersion(e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		e = call.Fun
	}
	selector, ok := e.(*ast.SelectorExpr)
	return ok && (selector.Sel.Name == "Version" || selector.Sel.Name == "Major")
}

func isNumber(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Kind == token.INT
}

// queriesKnowNoVersions holds the queries to the same: they ask for capabilities, in their template's conditions.
func queriesKnowNoVersions(s *source) []string {
	if path.Base(s.folder()) != "queries" {
		return nil // data for a demonstration or a test
	}
	var found []string
	for i, line := range strings.Split(s.text, "\n") {
		code, _, _ := strings.Cut(line, "--")
		if versionNumber.MatchString(code) || versionAsked.MatchString(code) {
			found = append(found, fmt.Sprintf("%s:%d: asks for a version: name a capability in %s", s.path, i+1, versionHome))
		}
	}
	return found
}
