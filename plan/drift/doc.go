// Package drift compares the tables of both sides while a run follows, by their OIDs on the source, since that is what a
// publication holds: what changes cannot be applied to, and what else is not the same any more, each with the statements that
// mend it.
//
// Words:
//
//   - Shapes: the tables of both sides at one moment, as far as changes depend on them: columns, types, partitions.
//   - Fate: how the rows of a table of the source come to the target.
//   - Difference: something that is not the same, and stops nothing: the source is ahead of what is applied, and to drop or
//     rename something on the target too early would be wrong.
//   - Error: what stops the run, until the target fits again.
//
// It changes nothing on the target: it names the statements that would. On the source, Withdraw takes tables out of the
// publication that would make the application's own statements fail.
package drift
