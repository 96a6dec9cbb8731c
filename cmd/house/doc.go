// Package house holds no program, only the test of the house rules: what this repository asks of its code beyond what
// the compiler, go vet and staticcheck check. It parses every file of the tree and names each one that breaks a rule.
//
// The rules, each a function in rules_test.go or layers_test.go:
//
//   - Imports go down the layers: cmd, plan/run and what it stands on, plan, then copyproto, ddl and logical side by side, then
//     catalog.
//   - Only ddl/pgparse imports pg_query; only tests and tools under cmd import catalog/pgtest.
//   - Only package main ends the process, only cmd prints to stdout.
//   - Only catalog/server.go knows the version numbers of PostgreSQL.
//   - No init functions. Every package has a doc.go, every exported name a comment.
//   - At most 600 lines a file (aim at 400) and 80 a function; tests and generated files may be longer.
package house
