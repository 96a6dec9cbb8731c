// Package ddl turns facts about a database into the statements that make it again on a target.
//
// Words:
//
//   - Statement: one SQL command, the object it is about, what exists once it has run, what it needs, and its phase.
//   - Phase: when in a run it can go: before the rows, as an index, as a constraint, after the rows, at the very end.
//   - Stub: an empty shell of an object (a shell type, a view of NULLs) that stands in for it where two objects need each
//     other; the real statement follows when what it needs is there.
//
// How an order is found: each kind's file writes statements from its facts, in no order. Statements say what they make
// (a table also makes its row type); pg_depend says what each made object needs; Order puts them in an order in which
// everything is there when it is needed, the same order each time (by phase, kind, name). Loops are broken on purpose:
// a sequence is owned by its column in a statement of its own, defaults and checks that call a function are added after
// the table, foreign keys come last, and whatever loop is left is cut at a statement that has a stub.
//
// How a table comes to its columns in the source's physical order, each as local or inherited as it is there (route, in
// relation.go): by INHERITS where that brings them so; made alone and told its parents afterwards where all are its own, and
// where it is a partition; else grown column by column through a helper parent (grow.go).
//
// Statements are also for readers. Script writes them as a text that any client can run. Describe and Compare tell two
// databases apart: Describe words both for the newer of their two versions, all columns of every table among them and, as
// comments, what statements do not show; Compare sorts that by object and leaves it to the caller to say which different
// words of two versions mean the same (pgparse.Equivalent).
//
// What the tables of extensions have, users may have added: statements for it are written from the same facts as for the
// users' own tables, but look first whether the target's extension brought it (see Lacking).
//
// What else users did to what extensions brought (ByHand) can be told only by what the target's extensions bring: FindByHand holds
// the two against each other. From then on, what users put into an extension is written like what is their own, and joins the
// extension at the end; what they took out is there when the extension is, and is let go of. Tables of both sides are described
// part by part for that (relationApart): a part that differs comes by the statements of members (mends), or is told.
//
// What belongs to objects of every kind (owner, privileges, comment, security label) is written by one file each, for all
// kinds, from the server's own address of the object.
//
// The rooms: each kind of object has a file of its name (table.go, event_trigger.go). Beside them:
//
//   - What the kinds' files stand on: statement.go, kind.go and clause.go are what they write, write.go calls them; lookup.go and
//     family.go find facts from one another, around.go what the target has already.
//   - A table's columns and parents: relation.go chooses the route, column.go, natural.go and grow.go go it. What holds for its
//     rows: check.go, notnull.go, key*.go, foreign_key*.go.
//   - What belongs to objects of every kind: shared.go, owner.go, privilege.go, comment.go and security_label.go, by the server's
//     address.go of each; shared_object.go for what stands outside of databases.
//   - What extensions brought: extension*.go, member*.go, lacking.go; what users did to it: by_hand*.go.
//   - What the target cannot have: omission.go leaves out by rights.go and by version; agreeing.go, levelled.go, multirange.go,
//     compatible_array.go and icu_tag.go adapt; forgive.go says what a run can do without.
//   - Statements as a whole: order.go, loop.go and step.go; script.go with lexer.go; describe.go, compare.go and listing.go.
//
// Promises: names go into SQL only through catalog.Ident, catalog.Name and catalog.Literal; a statement is exactly one
// command, sent by the extended protocol, so that no name can smuggle in a second one; statements are for the
// target's version, and whatever it cannot have is returned as a Loss, never left out in silence; in a script, no name and
// nothing else that a database holds ends a statement or a comment early, or means anything to psql.
package ddl
