// Demo shows copydb at work: it starts two throwaway servers, fills one with a shop's database, has copydb copy it to the
// other, proves that both are equal, and leaves nothing behind. It is what "make demo" runs.
//
//	go run ./cmd/demo -copydb bin/copydb [-scale 1] [-from 17] [-to 18]
//
// It runs the program as a user would, and does not look inside it. The shop is in shop/*.sql: roles, then schemas, types
// and tables (schema.sql), then rows (data.sql), then all that comes after rows (after.sql).
//
// What it promises: when it ends, by itself, by Ctrl-C or by a failure, both servers are stopped and their folder is
// gone. Its exit code is 0 only if the copy is proved to be the same database.
package main
