// Package verify compares the contents of two databases: the rows of every table, the values of sequences, and large
// objects.
//
// Words:
//
//   - Sum: how many rows a relation has, and the sums of two 64-bit hashes of each. Sums add up, in whatever order, so
//     that a relation can be read in parts, which need not be the same on the two sides.
//   - Item: something that both sides should have: a table, a materialized view that is filled, a sequence, the large
//     objects.
//
// How a row is hashed: the server writes the row as text, with the settings that all sessions of copydb have (see
// catalog), and hashes the text with hashtextextended, whose results PostgreSQL keeps the same from version to version,
// since hash partitions rest on them. Values that are too long for that are hashed by SHA-256 first. Neither needs an
// extension, nor MD5, which some systems forbid. Where the two databases have different encodings, it is the text in UTF-8 that
// is hashed.
//
// Each side is read under one snapshot of its own, by several sessions. So the two are the same only if nobody writes to
// either, or if both have come to the same state, as they have at the end of following.
//
// Promises: nothing is written on either side; what could not be read is an error, never taken for equal; every goroutine
// has ended and every session is closed when Run returns.
package verify
