// Package preflight finds everything that would stop a run later, before anything is touched: both servers, the roles' rights,
// what the target lacks, what is in the way there, and what the user's options say that nothing fits.
//
// Words:
//
//   - Finding: something that a check noticed, with the side, and with what to do about it. A refused one means that the run
//     cannot succeed; any other is told, and let pass.
//   - Refusal: the refused findings of a run, as an error. All are told at once.
//   - Clash: an object on the target that the run would make itself.
//
// A check reads, and writes nothing on either side. One that cannot look is an error, and no finding.
package preflight
