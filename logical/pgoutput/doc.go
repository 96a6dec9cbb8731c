// Package pgoutput reads the messages of PostgreSQL's own output plugin, in the protocol's versions 1 to 4 (src:
// replication/logical/proto.c, and "Logical Replication Message Formats" in the manual).
//
// Words:
//
//   - Message: one thing that the plugin wrote: the beginning of a transaction, a row, the description of a relation.
//   - Tuple: a row's values as they came. A value is NULL, unchanged (a TOASTed value that the update did not touch, which is
//     not sent), text, or binary.
//   - Segment: a part of a transaction that is streamed while it runs, from StreamStart to StreamStop. Within it, most
//     messages begin with the ID of the transaction or subtransaction that they belong to.
//
// A file holds one message, with how it is read. A [Decoder] follows one replication session, since it has to know whether
// a segment is open. The message that Decode returns belongs to the Decoder and is good until the next call; a Relation and
// a Type are new each time, and may be kept. Values are slices of the input: nothing is copied, and nothing is allocated for
// a row.
//
// Promises: whatever the input, Decode returns a message or an [*Error], and never panics; what it returns has been checked
// to its last byte, so that a Tuple is walked without errors; the message written again gives the same bytes (the tests hold
// it to that).
//
// It knows neither which tables are wanted nor what the values mean.
package pgoutput
