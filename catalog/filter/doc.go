// Package filter works out, once and for everybody, what of a database is copied: facts and the user's choice go in, the
// facts of what is in come out, with what is out and why. It does no I/O.
//
// Words:
//
//   - Filter: the user's choice, as options or as a file of pgcopydb's. The zero Filter leaves everything in.
//   - Pattern: names one or more objects. An option's is psql's (see psql.go), a file's is pgcopydb's (see ini.go).
//   - Choice: what a filter makes of a database's facts.
//   - Left: an object that is out: because it was asked for, or since it needs something that is out.
//   - Part: what is nothing without another object: an index, a constraint, a trigger, a default, a partition, a member of an
//     extension. It goes with that object without a word.
//
// What the choices mean:
//
//   - Schemas: what is in a schema that is out is out, and so is the schema. Extensions are not: they are left out by their
//     own names. A schema that an extension is in stays, without anything else in it.
//   - Tables: tables, partitioned tables, foreign tables and materialized views. An exclusion by an option also finds views
//     and sequences, as that of pg_dump does. A partitioned table stands for its partitions too. To include tables says
//     nothing of views, functions, types: they stay, if what they need does.
//   - Choices of several sorts all have to let an object pass, in whatever order they are given.
//
// Two choices leave nothing out: how the changes of tables without a key come to a target that follows.
//
// What needs something that is out goes with it, as DROP … CASCADE would have it (closure.go), but for these:
//
//   - Of a column only the default goes, where that needs what is out. (What a generated column is generated from takes the
//     table along.)
//   - A foreign key to a table whose rows are left out, all or some, stays, but NOT VALID: the rows that it refers to may be
//     missing. On a partitioned table it goes, since not all servers have it NOT VALID there.
//   - A materialized view that reads one which is not filled is not filled either.
//
// Functions whose bodies are text need nothing that the server knows of: they stay, whatever they name.
package filter
