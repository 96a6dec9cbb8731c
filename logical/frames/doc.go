// Package frames is what the parts of following hand to one another: messages of the source's stream, in order, in buffers that
// are used again and again.
//
// Words:
//
//   - Frame: one message of the stream, in the order in which the walsender sent them.
//   - Block: frames whose bytes share a buffer; what travels between the parts.
//   - Pool: where blocks come from. It bounds the bytes that are out.
//   - Feed: who hands out blocks, in order: a stream, or the reader of a spool.
//   - Tracker: how far a stream has come, from transaction to transaction.
package frames
