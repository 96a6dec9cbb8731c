// Package plan works out what a run will do, before it does anything: facts about the source and the user's options go in,
// a graph of steps comes out, the same one each time. It does no I/O.
//
// Words:
//
//   - Step: the smallest thing that is done or not done. It commits together with its row in the journal.
//   - Need: a step that must be done before another may start.
//   - Class: which workers a step is for: those that move rows, or those that work on the target alone.
//
// The graph:
//
//  1. Drops (if asked for), then the statements of the phases Cluster and PreData, in batches, one after another.
//  2. Each table's rows, the large objects and the sequences' values, side by side.
//  3. Each index, as soon as its table's rows are there; then the table's constraints, which use the indexes; then ANALYZE.
//  4. Foreign keys, when the unique indexes they need are there. Two that share a table never run at once: each locks
//     both of its tables, and two could wait for each other for ever.
//  5. The statements of the later phases, in batches, one phase after another; materialized views in a step each.
package plan
