// Package streamtest has what tests of streams and spools need beside package pgtest: a source with a slot and a publication, and
// a reader of what comes.
package streamtest
