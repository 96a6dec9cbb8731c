// Package pgparse understands SQL text, with PostgreSQL's own parser (pg_query): filters that a user wrote, and definitions
// that servers of two versions printed. It is the only package that imports pg_query, which is C and slow to build.
//
// Words:
//
//   - Grammar: the parser's rules, those of one major version. What a newer server printed may not fit them: nothing here
//     is a gate for definitions that a server wrote; those that do not fit are compared as text.
//   - Filter: a boolean expression that a user gives to choose rows.
//
// What it promises: text that passes [BooleanExpression] can stand between the parentheses of WHERE (...) and be nothing
// but that condition: it cannot end the statement, begin a second one or add a clause. The expression is not resolved:
// whether its columns exist and its type is boolean is for the server to say. The parser reads string literals as a
// session with standard_conforming_strings = on does, so the session that runs the expression has to have that on.
package pgparse
