// Bench measures copydb beside other ways to copy a database: pipes of psql by hand, pg_dump and pg_restore, pgcopydb,
// each where it is installed. It makes its databases on two throwaway servers, or on two that it is given, lets the tools
// copy them in turn, and prints what each took and how much of that copydb takes.
//
// Words:
//
//   - Database: one of bench (2 GB in big tables), many (10,000 small tables), lobs (100,000 large objects), schema (1,000
//     tables with views and foreign keys, hardly any rows), wide (fields of 900 MB). Each is made by the scripts in data; the
//     flag -scale makes them smaller.
//   - Tool: a way to copy a database, as a command line. All are given the same number of jobs.
//   - Away: by a way that delays what passes, as if the servers stood elsewhere.
//   - Own CPU: of the tool's processes; servers' CPU: of both servers' processes meanwhile.
package main
