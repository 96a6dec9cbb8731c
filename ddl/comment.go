package ddl

import "copydb/catalog"

// initdbComment is the comment that the public schema of a new database has.
const initdbComment = "standard public schema"

// comments writes COMMENT ON for everything that has one. They come when what they are on is there, and before it goes
// over to its owner.
func (w *writer) comments() []Statement {
	if w.options.NoComments {
		return nil
	}
	var statements []Statement
	for _, comment := range w.facts.Comments {
		asFound := comment.IsPublicSchema() && comment.Text == initdbComment
		if asFound {
			continue
		}
		if !w.tellsOf(comment.Object()) {
			if comment.Class == catalog.ClassConstraint {
				w.lose("comment on "+w.labelOf(comment.Address), "the target has no such constraint")
			}
			continue
		}
		statements = append(statements, Statement{
			SQL:    "COMMENT ON " + address(comment.Address) + " IS " + catalog.Literal(comment.Text),
			Kind:   KindComment,
			Name:   "comment on " + w.labelOf(comment.Address),
			Object: comment.Object(),
			Phase:  PostData,
			After:  []catalog.ID{comment.Object()},

			Borrowed: w.members[comment.Object()],
		})
	}
	return statements
}
